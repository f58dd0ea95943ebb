import { assignmentsOf, codeSpan, tokenSpan } from "../code.ts";
import { eachCommand, eachStatement } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

const advice =
  "Find out what differs, and make the replica equal again: repair the rows, or rebuild it from a backup. With GTIDs an empty transaction in its place is at least visible.";

export const skippedTransaction: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK029",
  id: "skipped-transaction",
  title: "A replica that fails is repaired, not told to skip",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/replication-administration-skip.html"],
  *check(runbook, context) {
    for (const { statement } of eachStatement(runbook, context))
      for (const { name, at, value, text } of assignmentsOf(statement))
        if (/^sql_(?:slave|replica)_skip_counter$/.test(name) && text !== "0")
          yield {
            span: tokenSpan(statement, at, value[1]),
            message: `This skips a transaction without looking at it, so the replica differs from its source from here on. ${advice}`,
          };
    for (const { command, step } of eachCommand(runbook, context)) {
      const [first] = command.words;
      if (first && /^pt-(?:slave|replica)-restart$/.test(command.name))
        yield {
          span: codeSpan(step, first),
          message: `\`${command.name}\` skips whatever fails, so the replica differs from its source from here on. ${advice}`,
        };
    }
  },
};
