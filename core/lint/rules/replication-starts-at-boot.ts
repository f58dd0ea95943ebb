import { recoveryRule } from "../recovery/recovery-rule.ts";
import { NEAR_REPLICA } from "../recovery/server-view.ts";

export const replicationStartsAtBoot = recoveryRule({
  code: "CNF065",
  id: "replication-starts-at-boot",
  title: "A node that comes back follows nobody until it is told to",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html#sysvar_skip_replica_start",
    "https://mariadb.com/kb/en/mariadbd-options/#-skip-slave-start",
  ],
  *check(view) {
    if (!view.isMember || view.isGroupMember || view.on("skip_replica_start")) return;
    const name = view.spell("skip_replica_start");
    yield view.report(
      "skip_replica_start",
      `When this node comes back after a failover, it goes on with the source it had, which may be the wrong one by then. Set ${name} = ON and let the runbook start replication.`,
      { want: "ON", near: NEAR_REPLICA },
    );
  },
});
