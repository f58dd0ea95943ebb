import { tokenizeSql } from "../../mysql/sql/tokenize.ts";
import { codeSpan } from "../code.ts";
import type { RunbookRule } from "../rule.ts";

export const doubleTerminator: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK062",
  id: "double-terminator",
  title: "A statement ends once",
  severity: "information",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/mysql-commands.html"],
  *check({ steps }) {
    for (const step of steps) {
      if (step.kind !== "sql") continue;
      const tokens = tokenizeSql(step.code).filter(({ kind }) => kind !== "space" && kind !== "comment");
      for (const [index, token] of tokens.entries()) {
        const before = tokens[index - 1];
        if (token.kind !== "delimiter" || before?.kind !== "command" || !/^\\[gG]$/.test(before.text)) continue;
        const span = codeSpan(step, token);
        yield {
          span,
          message: `\`${before.text}\` ends the statement already; pasted into a client this ends an empty one with an error. Remove it.`,
          fixes: [{ title: "Remove it", safety: "safe", edits: [{ span, newText: "" }] }],
        };
      }
    }
  },
};
