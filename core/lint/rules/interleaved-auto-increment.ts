import { recoveryRule } from "../recovery/recovery-rule.ts";

export const interleavedAutoIncrement = recoveryRule({
  code: "CNF076",
  id: "interleaved-auto-increment",
  title: "Auto-increment values are the same on replicas",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-parameters.html#sysvar_innodb_autoinc_lock_mode",
    "https://mariadb.com/kb/en/innodb-system-variables/#innodb_autoinc_lock_mode",
  ],
  *check(view) {
    if (!view.logOn || view.number("innodb_autoinc_lock_mode") !== 2) return;
    if (!view.has("binlog_format") || view.member("binlog_format", ["MIXED", "STATEMENT", "ROW"]) !== "STATEMENT")
      return;
    yield view.report(
      view.has("innodb_autoinc_lock_mode") ? "innodb_autoinc_lock_mode" : "binlog_format",
      "With innodb_autoinc_lock_mode = 2 and logged statements, rows get other numbers on a replica than on the source. Log rows, or set the mode to 1.",
      { fixes: view.writing("binlog_format", "ROW") },
    );
  },
});
