import { recoveryRule } from "../recovery/recovery-rule.ts";

export const adminsMayWrite = recoveryRule({
  code: "CNF069",
  id: "admins-may-write",
  title: "Administrators cannot write on a replica either",
  severity: "warning",
  appliesTo: { mysql: "*" },
  references: ["https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_super_read_only"],
  *check(view) {
    if (!view.has("read_only") || !view.on("read_only") || view.on("super_read_only")) return;
    yield view.report(
      view.has("super_read_only") ? "super_read_only" : "read_only",
      "read_only does not stop accounts with SUPER or CONNECTION_ADMIN, whose writes become transactions that no other server has. Set super_read_only = ON.",
      { fixes: view.writing("super_read_only", "ON", ["read_only"]) },
    );
  },
});
