import { recoveryRule } from "../recovery/recovery-rule.ts";
import { NEAR_REPLICA } from "../recovery/server-view.ts";

export const binaryLogOff = recoveryRule({
  code: "CNF023",
  id: "binary-log-off",
  title: "A server that may become the source writes a binary log",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_log_bin",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#log_bin",
  ],
  *check(view) {
    if (view.logOn || !view.isReplica) return;
    yield view.report(
      "log_bin",
      "This server writes no binary log: after a failover nobody can follow it, and a backup taken from it cannot be rolled forward. Turn the binary log on.",
      { want: "binlog", near: NEAR_REPLICA, ...(view.mayBePromoted ? {} : { severity: "warning" }) },
    );
  },
});
