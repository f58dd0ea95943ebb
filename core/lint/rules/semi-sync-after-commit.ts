import { recoveryRule } from "../recovery/recovery-rule.ts";

export const semiSyncAfterCommit = recoveryRule({
  code: "CNF081",
  id: "semi-sync-after-commit",
  title: "A commit is shown to others once a replica has it",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-source.html#sysvar_rpl_semi_sync_source_wait_point",
    "https://mariadb.com/kb/en/semisynchronous-replication/#rpl_semi_sync_master_wait_point",
  ],
  *check(view) {
    if (!view.on("rpl_semi_sync_source_enabled")) return;
    if (view.member("rpl_semi_sync_source_wait_point", ["AFTER_SYNC", "AFTER_COMMIT"]) !== "AFTER_COMMIT") return;
    const name = view.spell("rpl_semi_sync_source_wait_point");
    yield view.report(
      "rpl_semi_sync_source_wait_point",
      `${view.has("rpl_semi_sync_source_wait_point") ? "With AFTER_COMMIT" : "Without a line the server waits AFTER_COMMIT:"} others see a commit that no replica has yet, and after a failover it is gone. Set ${name} = AFTER_SYNC.`,
      { want: "AFTER_SYNC", near: ["rpl_semi_sync_source_enabled"] },
    );
  },
});
