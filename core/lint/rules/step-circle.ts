import type { RunbookRule } from "../rule.ts";
import { findCircles, type ReferenceWord } from "../step-circles.ts";

const words: readonly ReferenceWord[] = ["needs", "rollback", "on-fail"];

export const stepCircle: RunbookRule = {
  about: "runbook",
  code: "RBK006",
  id: "step-circle",
  title: "References between steps come to an end",
  severity: "error",
  references: [],
  *check(runbook) {
    for (const word of words)
      for (const { reference, names, others } of findCircles(runbook, word))
        yield {
          span: reference.span,
          message: `\`${word}\` leads in a circle: ${[...names, names[0]].join(" → ")}. Remove one of these references.`,
          places: others.map(({ name, reference: next }) => ({
            span: next.span,
            message: `\`${name}\` leads on to \`${next.value}\`.`,
          })),
        };
  },
};
