import { assignmentsOf, replaceTokens, statementsOf, tokenSpan } from "../code.ts";
import { eachStatement, isKnown } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const fenceByReadOnly: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK021",
  id: "fence-by-read-only",
  title: "On MySQL writes are stopped by super_read_only",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_super_read_only"],
  *check(runbook, context) {
    for (const { statement, step, target } of eachStatement(runbook, context)) {
      if (!isKnown(target, "mysql")) continue;
      for (const { name, text, at, scope, value } of assignmentsOf(statement)) {
        if (name !== "read_only" || scope === "session" || !/^(?:ON|1|TRUE)$/.test(text)) continue;
        const isComplete = statementsOf(step).some((other) =>
          assignmentsOf(other).some((each) => each.name === "super_read_only" && /^(?:ON|1|TRUE)$/.test(each.text)),
        );
        if (isComplete) continue;
        const written = statement.tokens[at]?.text ?? "";
        yield {
          span: tokenSpan(statement, at, value[1]),
          message:
            "Accounts with SUPER or CONNECTION_ADMIN still write under read_only. Set super_read_only, which sets both.",
          fixes: [
            {
              title: "Set super_read_only",
              safety: "unsafe",
              edits: [replaceTokens(statement, at, at, written.replace(/read_only$/i, "super_read_only"))],
            },
          ],
        };
      }
    }
  },
};
