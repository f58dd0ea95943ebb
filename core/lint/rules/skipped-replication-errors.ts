import { recoveryRule } from "../recovery/recovery-rule.ts";

export const skippedReplicationErrors = recoveryRule({
  code: "CNF060",
  id: "skipped-replication-errors",
  title: "A replica stops at an error",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html#sysvar_replica_skip_errors",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#slave_skip_errors",
  ],
  *check(view) {
    const value = view.text("replica_skip_errors") ?? "";
    if (!view.has("replica_skip_errors") || /^(off|0|)$/i.test(value)) return;
    yield view.report(
      "replica_skip_errors",
      `Errors (${value}) are skipped, so this replica differs from its source and nobody is told: it is neither fit to be promoted nor to be backed up. Remove the line and rebuild the replica.`,
      { fixes: view.removing("replica_skip_errors") },
    );
  },
});
