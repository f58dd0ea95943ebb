import { recoveryRule } from "../recovery/recovery-rule.ts";

export const idempotentApply = recoveryRule({
  code: "CNF061",
  id: "idempotent-apply",
  title: "A replica notices missing and doubled rows",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html#sysvar_replica_exec_mode",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#slave_exec_mode",
  ],
  *check(view) {
    if (!view.has("replica_exec_mode") || view.member("replica_exec_mode", ["STRICT", "IDEMPOTENT"]) !== "IDEMPOTENT")
      return;
    yield view.report(
      "replica_exec_mode",
      "In mode IDEMPOTENT rows that are missing or there already are no error, so the replica drifts away from its source unseen. Set STRICT; use IDEMPOTENT for one repair, not in the file.",
      { want: "STRICT" },
    );
  },
});
