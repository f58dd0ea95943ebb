import { assignmentsOf, replaceTokens, tokenSpan } from "../code.ts";
import { eachStatement } from "../each.ts";
import { placeOf } from "../flow.ts";
import type { RunbookRule } from "../rule.ts";

const isOff = /^(?:OFF|0|FALSE)$/;

export const superReadOnlyAlone: RunbookRule = {
  about: "runbook",
  code: "RBK022",
  id: "super-read-only-alone",
  title: "Writes are given back by read_only",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_super_read_only"],
  *check(runbook, context) {
    const all = [...eachStatement(runbook, context)].flatMap(({ statement, step }) =>
      assignmentsOf(statement).map((setting) => ({ ...setting, statement, step })),
    );
    for (const { name, text, scope, at, value, statement, step } of all) {
      if (name !== "super_read_only" || scope === "session" || !isOff.test(text)) continue;
      const isComplete = all.some(
        (other) => other.name === "read_only" && isOff.test(other.text) && placeOf(other.step) === placeOf(step),
      );
      if (isComplete) continue;
      const written = statement.tokens[at]?.text ?? "";
      yield {
        span: tokenSpan(statement, at, value[1]),
        message:
          "This leaves read_only on: applications still get error 1290. Switch read_only off, which switches both off.",
        fixes: [
          {
            title: "Switch read_only off",
            safety: "unsafe",
            edits: [replaceTokens(statement, at, at, written.replace(/super_read_only$/i, "read_only"))],
          },
        ],
      };
    }
  },
};
