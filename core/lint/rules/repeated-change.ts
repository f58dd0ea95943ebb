import { classifyRisk } from "../../mysql/sql/risk.ts";
import { statementsOf, tokenSpan } from "../code.ts";
import type { RunbookRule } from "../rule.ts";

/** Done twice it is as if done once. */
const repeatable = /^(?:SET|STOP|START|FLUSH|GRANT|REVOKE|KILL|CHANGE|COMMIT|ROLLBACK|UNLOCK|LOCK|ANALYZE)$/;

export const repeatedChange: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK060",
  id: "repeated-change",
  title: "What is repeated can be done twice",
  severity: "warning",
  references: [],
  *check({ steps }) {
    for (const step of steps) {
      const { retry, risk } = step.attributes;
      if (step.kind !== "sql" || (!retry && !step.until) || risk?.value === "reads") continue;
      const change = statementsOf(step).find(({ text, words }) => {
        if (classifyRisk(text) === "reads" || repeatable.test(words[0] ?? "")) return false;
        return !(words.includes("EXISTS") || words.includes("IGNORE"));
      });
      if (!change) continue;
      yield {
        span: tokenSpan(change, 0),
        message: `\`${step.until ? "@until" : "retry"}\` runs the whole block again, and this statement then does its work twice. Put what is waited for into a step of its own.`,
      };
    }
  },
};
