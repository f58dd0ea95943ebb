import { recoveryRule } from "../recovery/recovery-rule.ts";

const NOTHING_TO_LOG = /^(information_schema|performance_schema)$/i;

export const binaryLogFilter = recoveryRule({
  code: "CNF030",
  id: "binary-log-filter",
  title: "The binary log holds the changes to all databases",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#option_mysqld_binlog-do-db",
    "https://mariadb.com/kb/en/mariadbd-options/#-binlog-do-db",
  ],
  *check(view) {
    for (const line of view.all("binlog_do_db")) {
      yield view.reportLine(
        line,
        `Only changes to "${line.value}" are logged: neither replicas nor point-in-time recovery get the rest. Remove the filter; if data has to be left out, filter on a replica.`,
        { fixes: view.removing("binlog_do_db") },
      );
    }
    for (const line of view.all("binlog_ignore_db")) {
      if (NOTHING_TO_LOG.test(line.value)) continue;
      yield view.reportLine(
        line,
        `Changes to "${line.value}" are in no binary log: neither replicas nor point-in-time recovery get them. Remove the filter; if data has to be left out, filter on a replica.`,
        { fixes: view.removing("binlog_ignore_db") },
      );
    }
  },
});
