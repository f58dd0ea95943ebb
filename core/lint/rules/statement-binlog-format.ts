import { recoveryRule } from "../recovery/recovery-rule.ts";

export const statementBinlogFormat = recoveryRule({
  code: "CNF027",
  id: "statement-binlog-format",
  title: "Changes are logged by row",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_binlog_format",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#binlog_format",
  ],
  *check(view) {
    if (!view.logOn || !(view.has("binlog_format") || view.logs)) return;
    const format = view.member("binlog_format", ["MIXED", "STATEMENT", "ROW"]);
    if (format === undefined || format === "ROW") return;
    yield view.report(
      "binlog_format",
      `${view.has("binlog_format") ? "" : "Without a line the format is MIXED here. "}With binlog_format = ${format} a statement may have another effect on a replica, and what changed cannot be read from the log. Set ROW.`,
      { want: "ROW" },
    );
  },
});
