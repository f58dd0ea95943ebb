import { recoveryRule } from "../recovery/recovery-rule.ts";

export const trustedFunctionsInStatements = recoveryRule({
  code: "CNF074",
  id: "trusted-functions-in-statements",
  title: "Functions in logged statements are declared for it",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_log_bin_trust_function_creators",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#log_bin_trust_function_creators",
  ],
  *check(view) {
    if (!view.logOn || !view.has("log_bin_trust_function_creators") || !view.on("log_bin_trust_function_creators"))
      return;
    const format = view.member("binlog_format", ["MIXED", "STATEMENT", "ROW"]);
    if (format === "ROW" || !(view.has("binlog_format") || view.logs)) return;
    yield view.report(
      "log_bin_trust_function_creators",
      `With binlog_format = ${format} a function that is not deterministic is logged as a statement and has another effect on replicas. Set binlog_format = ROW, or remove the line.`,
      { fixes: view.removing("log_bin_trust_function_creators") },
    );
  },
});
