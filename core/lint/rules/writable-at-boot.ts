import { recoveryRule } from "../recovery/recovery-rule.ts";
import { NEAR_REPLICA } from "../recovery/server-view.ts";

export const writableAtBoot = recoveryRule({
  code: "CNF068",
  id: "writable-at-boot",
  title: "A node that starts takes no writes",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_read_only",
    "https://mariadb.com/kb/en/server-system-variables/#read_only",
  ],
  *check(view) {
    if (!view.isReplica || view.isGroupMember) return;
    const readOnly = /^(on|1|true|no_lock|no_lock_no_admin)$/i;
    if (readOnly.test(view.text("read_only") ?? "") || readOnly.test(view.text("super_read_only") ?? "")) return;
    const both = view.isMySql ? "read_only and super_read_only" : "read_only";
    yield view.report(
      "read_only",
      view.isMember
        ? `This node takes writes as soon as it starts, also when another node has become the source meanwhile. Set ${both} to ON; the failover clears them on the source.`
        : `This replica takes writes, which then exist on it alone. Set ${both} to ON.`,
      {
        near: NEAR_REPLICA,
        fixes: view.isMySql
          ? view.writingAll(
              [
                ["read_only", "ON"],
                ["super_read_only", "ON"],
              ],
              NEAR_REPLICA,
            )
          : view.writing("read_only", "ON", NEAR_REPLICA),
        ...(view.isMember ? {} : { severity: "warning" }),
      },
    );
  },
});
