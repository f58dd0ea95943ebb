import { recoveryRule } from "../recovery/recovery-rule.ts";

export const logBinWithoutName = recoveryRule({
  code: "CNF025",
  id: "log-bin-without-name",
  title: "The names of the binary logs do not depend on the host",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_log_bin",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#log_bin",
  ],
  *check(view) {
    const line = view.line("log_bin");
    if (!line || !view.logOn || !(line.bare || line.value === "")) return;
    yield view.reportLine(
      line,
      "Without a name the binary logs are named after the host, and the server does not find them once it is restored or renamed. Name them.",
      { fixes: view.writing("log_bin", "binlog") },
    );
  },
});
