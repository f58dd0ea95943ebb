import { atLeast } from "../../mysql/flavor.ts";
import { findRemoved } from "../../mysql/removed-statements.ts";
import { callsOf, codeSpan, replaceTokens, statementsOf, tokenSpan } from "../code.ts";
import { eachStep } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

/** Where MySQL began to warn (1287). The replacement is there from the same version on. */
function since(name: string): readonly [number, number, number] {
  if (/MASTER (?:STATUS|LOGS)|RESET MASTER/.test(name)) return [8, 2, 0];
  if (/CHANGE MASTER|^(?:GET_)?MASTER_/.test(name)) return [8, 0, 23];
  if (/^WAIT_UNTIL/.test(name)) return [8, 0, 18];
  return [8, 0, 22];
}

export const deprecatedStatement: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK045",
  id: "deprecated-statement",
  title: "Statements are in the words that stay",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.0/en/mysql-nutshell.html#mysql-nutshell-deprecations"],
  *check(runbook, context) {
    for (const { step, target } of eachStep(runbook, context)) {
      const { version } = target;
      if (version?.flavor !== "mysql") continue;
      for (const use of step.kind === "sql" && !atLeast(version, 8, 4) ? findRemoved(step.code) : []) {
        if (!atLeast(version, ...since(use.name)) || !use.replacement) continue;
        const edits = use.edits.map((edit) => ({ span: codeSpan(step, edit.span), newText: edit.newText }));
        yield {
          span: codeSpan(step, use.span),
          message: `${use.name} is deprecated, and MySQL 8.4 has it no more. Write ${use.replacement}.`,
          fixes:
            edits.length > 0
              ? [{ title: `Use ${use.replacement}`, safety: use.sameMeaning ? "safe" : "unsafe", edits }]
              : [],
        };
      }
      if (!atLeast(version, 8, 0, 26)) continue;
      for (const statement of statementsOf(step))
        for (const { at } of callsOf(statement, "MASTER_POS_WAIT"))
          yield {
            span: tokenSpan(statement, at),
            message: "MASTER_POS_WAIT() is deprecated. Write SOURCE_POS_WAIT().",
            fixes: [
              {
                title: "Use SOURCE_POS_WAIT()",
                safety: "safe",
                edits: [replaceTokens(statement, at, at, "SOURCE_POS_WAIT")],
              },
            ],
          };
    }
  },
};
