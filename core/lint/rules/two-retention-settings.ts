import { recoveryRule } from "../recovery/recovery-rule.ts";

export const twoRetentionSettings = recoveryRule({
  code: "CNF036",
  id: "two-retention-settings",
  title: "The retention of binary logs is set once",
  severity: "warning",
  appliesTo: { mysql: ">=8.0 <8.4" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_binlog_expire_logs_seconds",
  ],
  *check(view) {
    if (!view.number("binlog_expire_logs_seconds") || !view.has("binlog_expire_logs_seconds")) return;
    if (!view.number("expire_logs_days") || !view.has("expire_logs_days")) return;
    yield view.report(
      "expire_logs_days",
      "expire_logs_days counts for nothing beside binlog_expire_logs_seconds, and neither can be changed at run time while both are set (error 3683). Remove it.",
      { fixes: view.removing("expire_logs_days") },
    );
  },
});
