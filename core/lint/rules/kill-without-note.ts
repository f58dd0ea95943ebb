import { begins, tokenSpan } from "../code.ts";
import { eachStatement } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const killWithoutNote: RunbookRule = {
  about: "runbook",
  code: "RBK048",
  id: "kill-without-note",
  title: "A killed transaction is given time to roll back",
  severity: "information",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/kill.html"],
  *check(runbook, context) {
    for (const { statement, step } of eachStatement(runbook, context)) {
      if (!begins(statement, "KILL") || statement.tokens.length < 2) continue;
      const from = runbook.headings.findLast(({ span }) => span.start < step.block.span.start)?.span.start ?? 0;
      const next = runbook.headings.find(({ span }) => span.start > step.block.span.start)?.span.start;
      if (/roll(?:s|ed|ing)?[ -]?back/i.test(runbook.text.slice(from, next))) continue;
      yield {
        span: tokenSpan(statement, 0, statement.tokens.length - 1),
        message:
          "A transaction that is killed is rolled back first, which takes about as long as it ran and keeps its locks. Say so beside the step, and look at trx_rows_modified before.",
      };
    }
  },
};
