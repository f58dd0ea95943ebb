import { callsOf, insertAfter, replaceTokens, tokenSpan } from "../code.ts";
import { eachStatement } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

/** The number of arguments with the timeout. */
const functions: readonly (readonly [string, number])[] = [
  ["WAIT_FOR_EXECUTED_GTID_SET", 2],
  ["WAIT_UNTIL_SQL_THREAD_AFTER_GTIDS", 2],
  ["MASTER_GTID_WAIT", 2],
  ["SOURCE_POS_WAIT", 3],
  ["MASTER_POS_WAIT", 3],
];

export const endlessWait: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK017",
  id: "endless-wait",
  title: "Every wait has a timeout",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/gtid-functions.html"],
  *check(runbook, context) {
    for (const { statement } of eachStatement(runbook, context)) {
      for (const [name, count] of functions) {
        for (const { at, end, args } of callsOf(statement, name)) {
          const timeout = args[count - 1];
          const isZero =
            timeout !== undefined &&
            /^-?\d/.test(statement.words.slice(timeout[0], timeout[1] + 1).join("")) &&
            Number(statement.words.slice(timeout[0], timeout[1] + 1).join("")) <= 0;
          if (args.length < count - 1 || (timeout && !isZero)) continue;
          const last = args[count - 2]?.[1] ?? end - 1;
          yield {
            span: tokenSpan(statement, at, end),
            message: `${name}() without a timeout waits for ever when replication has stopped. Give it one in seconds, and check the result.`,
            fixes: [
              {
                title: "Wait for 30 seconds at most",
                safety: "unsafe",
                edits: [
                  timeout
                    ? replaceTokens(statement, timeout[0], timeout[1], "30")
                    : insertAfter(statement, last, ", 30"),
                ],
              },
            ],
          };
        }
      }
    }
  },
};
