import { detoursOf } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const lateNeed: RunbookRule = {
  about: "runbook",
  code: "RBK013",
  id: "late-need",
  title: "What a step needs stands before it",
  severity: "error",
  references: [],
  *check(runbook) {
    const places = new Map(runbook.steps.map(({ name, index }) => [name, index]));
    const detours = detoursOf(runbook);
    for (const step of runbook.steps) {
      // A detour runs when its time comes, wherever it stands.
      if (detours.has(step.name)) continue;
      for (const { value, span } of step.attributes.needs ?? []) {
        if ((places.get(value) ?? -1) > step.index)
          yield {
            span,
            message: `\`${value}\` runs later than this step, which is therefore refused in every run. Move one of the two.`,
          };
      }
    }
  },
};
