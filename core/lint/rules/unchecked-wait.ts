import { isOurs } from "../each.ts";
import { changesSource, flowOf } from "../flow.ts";
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
    const moves = flowOf(runbook, context);
    const promotion = changesSource(runbook, moves) ? moves.findLastIndex(({ kind }) => kind === "promote") : -1;
    for (const [index, { kind, step, statement, span }] of moves.entries()) {
      if (kind !== "catch-up" || !statement || statement.client) continue;
      if (step.expectations.length > 0 || step.captures.length > 0 || step.until) continue;
      yield {
        span,
        // What is promoted without it is lost.
        severity: index < promotion ? "error" : "warning",
        message:
          "When this wait times out the statement succeeds all the same, and says so only in its result: 1, -1 or NULL. Give the result a name, and add `-- @expect name == 0` (positions: `>= 0`).",
      };
    }
  },
};
