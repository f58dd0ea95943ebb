import { recoveryRule } from "../recovery/recovery-rule.ts";

export const semiSyncWithoutReplicas = recoveryRule({
  code: "CNF084",
  id: "semi-sync-without-replicas",
  title: "A source waits also when replicas are missing",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-source.html#sysvar_rpl_semi_sync_source_wait_no_replica",
    "https://mariadb.com/kb/en/semisynchronous-replication/#rpl_semi_sync_master_wait_no_slave",
  ],
  *check(view) {
    if (!view.on("rpl_semi_sync_source_enabled") || !view.has("rpl_semi_sync_source_wait_no_replica")) return;
    if (view.on("rpl_semi_sync_source_wait_no_replica")) return;
    yield view.report(
      "rpl_semi_sync_source_wait_no_replica",
      "When too few replicas are connected the source goes on alone at once, and a failover then loses commits. Set ON.",
      { want: "ON" },
    );
  },
});
