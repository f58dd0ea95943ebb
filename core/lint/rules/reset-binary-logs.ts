import { begins, tokenSpan } from "../code.ts";
import { eachStatement, isOurs } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const resetBinaryLogs: RunbookRule = {
  about: "runbook",
  code: "RBK028",
  id: "reset-binary-logs",
  title: "Binary logs are not thrown away where others read them",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/reset-binary-logs-and-gtids.html"],
  *check(runbook, context) {
    for (const { statement, step } of eachStatement(runbook, context)) {
      const words = begins(statement, "RESET MASTER") ? 2 : begins(statement, "RESET BINARY LOGS AND GTIDS") ? 5 : 0;
      const on = step.attributes.on?.value;
      if (words === 0 || on === "replica") continue;
      const isSource = on === "source" || on === "all";
      yield {
        span: tokenSpan(statement, 0, words - 1),
        severity: isSource && isOurs(runbook) ? "error" : "warning",
        message:
          "This deletes every binary log and the GTID history: replicas of this instance stop, and it can be recovered to no point in time. Do it only on an instance without replicas that is about to be rebuilt, and say so with `on=replica`.",
      };
    }
  },
};
