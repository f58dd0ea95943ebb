import { recoveryRule } from "../recovery/recovery-rule.ts";
import { NEAR_REPLICA } from "../recovery/server-view.ts";

export const replicationStateInFiles = recoveryRule({
  code: "CNF055",
  id: "replication-state-in-files",
  title: "The state of replication is kept in tables",
  severity: "warning",
  appliesTo: { mysql: "<8.4" },
  references: [
    "https://dev.mysql.com/doc/refman/8.0/en/replication-options-replica.html#sysvar_relay_log_info_repository",
    "https://dev.mysql.com/doc/refman/8.4/en/replication-solutions-unexpected-replica-halt.html",
  ],
  *check(view) {
    if (!view.isReplica) return;
    const names = ["relay_log_info_repository", "master_info_repository"];
    const wrong = names.filter((name) => view.member(name, ["FILE", "TABLE"]) === "FILE");
    const written = wrong.filter((name) => view.has(name));
    const message =
      "The place up to which this replica has applied is kept in a file, which a crash leaves behind the data: transactions are then applied twice. Keep it in tables.";
    for (const name of written) yield view.report(name, message, { want: "TABLE" });
    if (written.length === 0 && wrong.length > 0)
      yield view.report("relay_log_info_repository", message, {
        near: NEAR_REPLICA,
        fixes: view.writingAll(
          wrong.map((name) => [name, "TABLE"] as const),
          NEAR_REPLICA,
        ),
      });
  },
});
