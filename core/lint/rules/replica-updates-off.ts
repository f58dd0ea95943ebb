import { recoveryRule } from "../recovery/recovery-rule.ts";
import { NEAR_REPLICA } from "../recovery/server-view.ts";

export const replicaUpdatesOff = recoveryRule({
  code: "CNF026",
  id: "replica-updates-off",
  title: "A replica writes to its binary log what it applies",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_log_replica_updates",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#log_slave_updates",
  ],
  *check(view) {
    if (!view.isReplica || !view.logOn || view.on("log_replica_updates")) return;
    const name = view.spell("log_replica_updates");
    yield view.report(
      "log_replica_updates",
      `Without ${name} the binary log of this replica lacks everything that it applies: after a promotion no other replica can go on from it. Set ${name} = ON.`,
      { want: "ON", near: NEAR_REPLICA, ...(view.mayBePromoted ? {} : { severity: "warning" }) },
    );
  },
});
