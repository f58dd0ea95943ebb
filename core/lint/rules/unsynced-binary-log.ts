import { recoveryRule } from "../recovery/recovery-rule.ts";
import type { ServerView } from "../recovery/server-view.ts";

export const unsyncedBinaryLog = recoveryRule({
  code: "CNF040",
  id: "unsynced-binary-log",
  title: "The binary log is on disk before a commit returns",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_sync_binlog",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#sync_binlog",
    "https://dev.mysql.com/doc/refman/8.4/en/replication-solutions-unexpected-replica-halt.html",
  ],
  *check(view) {
    if (!view.logOn || !(view.has("sync_binlog") || view.logs)) return;
    if (view.number("sync_binlog") === 1 || inInnodb(view)) return;
    const value = view.text("sync_binlog");
    yield view.report(
      "sync_binlog",
      `${view.has("sync_binlog") ? "With" : "Without a line the server takes"} sync_binlog = ${value}${view.has("sync_binlog") ? " a crash of the machine loses" : ", and a crash of the machine loses"} commits from the binary log that the data or a replica has. Set 1.`,
      { want: "1", ...(view.has("sync_binlog") || view.mayBePromoted ? {} : { severity: "warning" }) },
    );
  },
});

/** From MariaDB 12.3 on the binary log can be a part of InnoDB. */
function inInnodb(view: ServerView): boolean {
  return /^innodb$/i.test(view.text("binlog_storage_engine") ?? "");
}
