import { replaceTokens, statementsOf, tokenSpan } from "../code.ts";
import type { RunbookRule } from "../rule.ts";

export const foreignCharacterSet: RunbookRule = {
  about: "runbook",
  code: "RBK049",
  id: "foreign-character-set",
  title: "Values are sent in utf8mb4",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/set-names.html"],
  *check({ steps }) {
    // The session lasts from the first step to the last.
    const last = steps.findLastIndex(
      ({ kind, variables }) => kind === "sql" && variables.some(({ as }) => as === "literal"),
    );
    for (const step of steps.slice(0, last + 1)) {
      if (step.kind !== "sql") continue;
      for (const statement of statementsOf(step)) {
        const { words } = statement;
        const at =
          words[0] !== "SET" ? -1 : words[1] === "NAMES" ? 2 : words[1] === "CHARACTER" && words[2] === "SET" ? 3 : -1;
        const name = words[at]?.replace(/^(["'])(.*)\1$/, "$2").toLowerCase();
        if (name === undefined || /^(?:utf8mb4|utf8mb3|utf8|default|binary|ascii)$/.test(name)) continue;
        yield {
          span: tokenSpan(statement, 0, at),
          message: `Variables of this runbook are quoted for utf8mb4; in ${name} a value may end its quotes or arrive changed. Write SET NAMES utf8mb4.`,
          fixes: [{ title: "Use utf8mb4", safety: "unsafe", edits: [replaceTokens(statement, at, at, "utf8mb4")] }],
        };
      }
    }
  },
};
