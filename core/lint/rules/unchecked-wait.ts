import { isOurs } from "../each.ts";
import { flowOf } from "../flow.ts";
import type { RunbookRule } from "../rule.ts";

export const uncheckedWait: RunbookRule = {
  about: "runbook",
  code: "RBK067",
  id: "unchecked-wait",
  title: "The result of a wait is looked at",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/gtid-functions.html#function_wait-for-executed-gtid-set"],
  *check(runbook, context) {
    if (!isOurs(runbook)) return;
    for (const { kind, step, statement, span } of flowOf(runbook, context)) {
      if (kind !== "catch-up" || !statement || statement.client) continue;
      if (step.expectations.length > 0 || step.captures.length > 0 || step.until) continue;
      yield {
        span,
        message:
          "When this wait times out the statement succeeds all the same, and says so only in its result: 1, -1 or NULL. Give the result a name, and add `-- @expect name == 0` (positions: `>= 0`).",
      };
    }
  },
};
