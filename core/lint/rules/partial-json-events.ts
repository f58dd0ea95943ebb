import { recoveryRule } from "../recovery/recovery-rule.ts";

export const partialJsonEvents = recoveryRule({
  code: "CNF029",
  id: "partial-json-events",
  title: "Changes of JSON columns are logged whole",
  severity: "warning",
  appliesTo: { mysql: ">=8.0" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_binlog_row_value_options",
  ],
  *check(view) {
    if (!/PARTIAL_JSON/i.test(view.text("binlog_row_value_options") ?? "")) return;
    yield view.report(
      "binlog_row_value_options",
      "With PARTIAL_JSON events hold only the changed parts of a JSON column: they cannot be undone, and neither MariaDB nor most tools read them. Remove the line.",
      { fixes: view.removing("binlog_row_value_options") },
    );
  },
});
