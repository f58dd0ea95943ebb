import { recoveryRule } from "../recovery/recovery-rule.ts";
import { retentionOf } from "../recovery/retention.ts";

const DAY = 86_400;

export const shortBinlogRetention = recoveryRule({
  code: "CNF035",
  id: "short-binlog-retention",
  title: "Binary logs outlive the time between two backups and a rebuild",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_binlog_expire_logs_seconds",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#binlog_expire_logs_seconds",
  ],
  *check(view) {
    if (!view.logOn) return;
    const { seconds, setBy } = retentionOf(view);
    if (setBy === undefined || seconds === undefined || seconds === 0) return;
    const { backupIntervalMs, rebuildTimeMs } = view.cluster?.objectives ?? {};
    const known = backupIntervalMs !== undefined || rebuildTimeMs !== undefined;
    const neededSeconds = DAY + Math.max((backupIntervalMs ?? DAY * 1000) / 1000, (rebuildTimeMs ?? 0) / 1000);
    if (seconds >= neededSeconds) return;
    const days = Math.ceil(neededSeconds / DAY);
    yield view.report(
      setBy,
      `Binary logs are gone after ${hours(seconds)}, ${known ? `but the cluster's backup interval and rebuild time need ${hours(neededSeconds)} with a day to spare` : "which is less than the day between two backups and a day to spare"}. Keep them for ${days} days or longer.`,
      { want: setBy === "expire_logs_days" ? String(days) : String(days * DAY) },
    );
  },
});

function hours(seconds: number): string {
  const count = Math.round(seconds / 360) / 10;
  return `${count} ${count === 1 ? "hour" : "hours"}`;
}
