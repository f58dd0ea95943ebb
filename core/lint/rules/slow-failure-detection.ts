import { recoveryRule } from "../recovery/recovery-rule.ts";
import { NEAR_REPLICA } from "../recovery/server-view.ts";

export const slowFailureDetection = recoveryRule({
  code: "CNF066",
  id: "slow-failure-detection",
  title: "A replica notices within seconds that its source is gone",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html#sysvar_replica_net_timeout",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#slave_net_timeout",
  ],
  *check(view) {
    const seconds = view.number("replica_net_timeout");
    if (!view.isReplica || seconds === undefined || seconds <= 10) return;
    const name = view.spell("replica_net_timeout");
    yield view.report(
      "replica_net_timeout",
      `This replica waits ${seconds} seconds before it takes a silent source for gone${seconds > 60 ? "" : ", and failover tools that ask the replicas wait with it"}. Set ${name} to 10 or less.`,
      { want: "10", near: NEAR_REPLICA, ...(seconds > 60 ? {} : { severity: "information" }) },
    );
  },
});
