import { classifyRisk, worstRisk } from "../../mysql/sql/risk.ts";
import { statementsOf } from "../code.ts";
import type { RunbookRule } from "../rule.ts";

export const unconfirmedDestruction: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK016",
  id: "unconfirmed-destruction",
  title: "What destroys is confirmed",
  severity: "warning",
  references: [],
  *check({ steps }) {
    for (const step of steps) {
      const { confirm, risk } = step.attributes;
      if (confirm?.value !== false) continue;
      const worst = risk?.value ?? worstRisk(statementsOf(step).map(({ text }) => classifyRisk(text)));
      if (worst === "destroys")
        yield {
          span: confirm.span,
          message:
            "This step takes away what only a backup brings back, and nobody is asked. Write `confirm=true`, or a question.",
          fixes: [{ title: "Write `confirm=true`", safety: "safe", edits: [{ span: confirm.span, newText: "true" }] }],
        };
    }
  },
};
