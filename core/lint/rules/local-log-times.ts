import { recoveryRule } from "../recovery/recovery-rule.ts";

export const localLogTimes = recoveryRule({
  code: "CNF104",
  id: "local-log-times",
  title: "Logs of all nodes tell the same time",
  severity: "information",
  appliesTo: { mysql: ">=5.7" },
  references: ["https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_log_timestamps"],
  *check(view) {
    if (!view.has("log_timestamps") || view.member("log_timestamps", ["UTC", "SYSTEM"]) !== "SYSTEM") return;
    yield view.report(
      "log_timestamps",
      "The error log is in the time of the machine, so the logs of several nodes cannot be laid side by side. Set UTC.",
      { want: "UTC" },
    );
  },
});
