import { recoveryRule } from "../recovery/recovery-rule.ts";

export const gapLocksOff = recoveryRule({
  code: "CNF049",
  id: "gap-locks-off",
  title: "Locks suit the binary log",
  severity: "error",
  appliesTo: { mysql: "<8.0" },
  references: ["https://dev.mysql.com/doc/refman/5.7/en/innodb-parameters.html#sysvar_innodb_locks_unsafe_for_binlog"],
  *check(view) {
    if (!view.on("innodb_locks_unsafe_for_binlog")) return;
    yield view.report(
      "innodb_locks_unsafe_for_binlog",
      "Without gap locks statements in the binary log can have another effect on a replica. Remove the line; use READ COMMITTED with row events where less locking is wanted.",
      { fixes: view.removing("innodb_locks_unsafe_for_binlog") },
    );
  },
});
