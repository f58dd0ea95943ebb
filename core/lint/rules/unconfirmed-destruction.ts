import { riskOfStep } from "../../run/step-risk.ts";
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
      const { confirm } = step.attributes;
      if (confirm?.value !== false) continue;
      if (riskOfStep(step).risk === "destroys")
        yield {
          span: confirm.span,
          message:
            "This step takes away what only a backup brings back, and nobody is asked. Write `confirm=true`, or a question.",
          fixes: [{ title: "Write `confirm=true`", safety: "safe", edits: [{ span: confirm.span, newText: "true" }] }],
        };
    }
  },
};
