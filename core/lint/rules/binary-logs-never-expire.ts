import { recoveryRule } from "../recovery/recovery-rule.ts";
import { retentionOf } from "../recovery/retention.ts";
import type { ServerView } from "../recovery/server-view.ts";
import type { Fix } from "../rule.ts";

export const binaryLogsNeverExpire = recoveryRule({
  code: "CNF034",
  id: "binary-logs-never-expire",
  title: "Binary logs are purged in time",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_binlog_expire_logs_seconds",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#binlog_expire_logs_seconds",
  ],
  *check(view) {
    if (!view.logOn) return;
    const { seconds, setBy } = retentionOf(view);
    if (seconds !== 0 || (view.number("max_binlog_total_size") ?? 0) > 0) return;
    if (setBy === undefined && !view.logs) return;
    yield view.report(
      setBy ?? "binlog_expire_logs_seconds",
      "Binary logs are never purged, until the disk is full and the server stops. Keep them for longer than the time between two backups, a week for instance.",
      { fixes: keeping(view, setBy) },
    );
  },
});

function keeping(view: ServerView, setBy: string | undefined): readonly Fix[] {
  if (setBy === "binlog_expire_logs_auto_purge") return view.writing(setBy, "ON");
  const days = setBy === "expire_logs_days" || !view.inVersions(view.isMySql ? ">=8.0" : ">=10.6");
  return days ? view.writing("expire_logs_days", "7") : view.writing("binlog_expire_logs_seconds", "604800");
}
