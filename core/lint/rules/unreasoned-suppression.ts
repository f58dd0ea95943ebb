import type { RunbookRule } from "../rule.ts";
import { suppressionsOf } from "../suppress.ts";

export const unreasonedSuppression: RunbookRule = {
  about: "runbook",
  code: "RBK063",
  id: "unreasoned-suppression",
  title: "Who silences a rule says why",
  severity: "warning",
  references: [],
  *check(runbook) {
    for (const { span, codes, reason, problem } of suppressionsOf(runbook)) {
      if (problem) yield { span, message: problem };
      else if (reason === "")
        yield {
          span,
          message: `This gives no reason, so it silences nothing. Write it behind a colon: \`${codes[0] ?? "RBK001"}: because …\`.`,
        };
    }
  },
};
