import type { ServerView } from "./server-view.ts";

export interface Retention {
  /** For how long binary logs are kept at least; 0: until somebody purges them. Undefined where nothing is known. */
  readonly seconds: number | undefined;
  /** The setting of the file that says so; none for a default. */
  readonly setBy?: string;
}

const DAY = 86_400;
const DAYS = "expire_logs_days";
const SECONDS = "binlog_expire_logs_seconds";

/**
 * MySQL 8.0 takes the seconds when both are set, and the days when only they are. To MariaDB they are one setting, of which the
 * last line counts.
 */
export function retentionOf(view: ServerView): Retention {
  if (view.has("binlog_expire_logs_auto_purge") && !view.on("binlog_expire_logs_auto_purge"))
    return { seconds: 0, setBy: "binlog_expire_logs_auto_purge" };
  const days = view.has(DAYS) ? Number.parseFloat(view.text(DAYS) ?? "") * DAY : undefined;
  const seconds = view.has(SECONDS) ? view.number(SECONDS) : undefined;
  if (days !== undefined && (seconds === undefined || (!view.isMySql && isAfter(view, DAYS, SECONDS))))
    return { seconds: Number.isNaN(days) ? undefined : days, setBy: DAYS };
  if (view.has(SECONDS)) return { seconds, setBy: SECONDS };
  return { seconds: view.number(SECONDS) ?? 0 };
}

function isAfter(view: ServerView, one: string, other: string): boolean {
  return (view.line(one)?.setting.span.start ?? 0) > (view.line(other)?.setting.span.start ?? 0);
}
