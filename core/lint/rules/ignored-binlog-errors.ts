import { recoveryRule } from "../recovery/recovery-rule.ts";

export const ignoredBinlogErrors = recoveryRule({
  code: "CNF038",
  id: "ignored-binlog-errors",
  title: "A source that cannot write its binary log stops",
  severity: "error",
  appliesTo: { mysql: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_binlog_error_action",
  ],
  *check(view) {
    if (!view.has("binlog_error_action")) return;
    if (view.member("binlog_error_action", ["IGNORE_ERROR", "ABORT_SERVER"]) !== "IGNORE_ERROR") return;
    yield view.report(
      "binlog_error_action",
      "When the binary log cannot be written, the server goes on without one: replicas and point-in-time recovery miss everything from then on. Set ABORT_SERVER.",
      { want: "ABORT_SERVER" },
    );
  },
});
