import { recoveryRule } from "../recovery/recovery-rule.ts";

const HOUR = 3_600_000;

export const semiSyncTimeout = recoveryRule({
  code: "CNF082",
  id: "semi-sync-timeout",
  title: "A source waits long enough for replicas, and not for ever",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-source.html#sysvar_rpl_semi_sync_source_timeout",
    "https://mariadb.com/kb/en/semisynchronous-replication/#rpl_semi_sync_master_timeout",
  ],
  *check(view) {
    const ms = view.number("rpl_semi_sync_source_timeout");
    if (!view.on("rpl_semi_sync_source_enabled") || !view.has("rpl_semi_sync_source_timeout") || ms === undefined)
      return;
    if (ms < 500) {
      yield view.report(
        "rpl_semi_sync_source_timeout",
        `After ${ms} ms without an answer replication goes on asynchronously: a hiccup of the network is enough to lose commits in a failover. Wait for a second or longer.`,
        { want: "10000" },
      );
    } else if (ms > HOUR && view.cluster?.objectives?.rpoMs !== 0) {
      yield view.report(
        "rpl_semi_sync_source_timeout",
        "Commits wait without end when no replica answers, and so does setting the source read-only. Make sure that the runbook turns semi-synchronous replication off before it fences.",
        { severity: "information" },
      );
    }
  },
});
