import type { Flavor } from "../../mysql/flavor.ts";
import { rollbacksOf } from "../../run/step-facts.ts";
import type { Step } from "../../runbook/types.ts";
import { detoursOf } from "../each.ts";
import type { RunbookRule } from "../rule.ts";
import { type RunbookTarget, runbookTarget, stepTarget } from "../runbook-target.ts";
import { circlesOf } from "../step-circles.ts";
import { isNever } from "./unreachable-step.ts";

const flavors: readonly Flavor[] = ["mysql", "mariadb"];

export const lateNeed: RunbookRule = {
  about: "runbook",
  code: "RBK013",
  id: "late-need",
  title: "What a step needs stands before it",
  severity: "error",
  references: [],
  *check(runbook) {
    if (!runbook.steps.some(({ attributes }) => attributes.needs)) return;
    const steps = new Map(runbook.steps.map((step) => [step.name, step]));
    const detours = detoursOf(runbook);
    const rollbacks = rollbacksOf(runbook);
    const target = runbookTarget(runbook.frontMatter, {});
    const told = circlesOf(runbook, "needs");
    for (const step of runbook.steps) {
      // A detour runs when its time comes, wherever it stands.
      if (detours.has(step.name)) continue;
      for (const { value, span } of step.attributes.needs ?? []) {
        const needed = steps.get(value);
        if (!needed || needed === step || told.has(step.name)) continue;
        const undone = rollbacks.get(value);
        if (undone !== undefined)
          yield {
            span,
            message: `\`${value}\` runs only to take \`${undone}\` back, so this step is refused in every run. Name a step that runs before it.`,
          };
        else if (needed.index > step.index)
          yield {
            span,
            message: `\`${value}\` runs later than this step, which is therefore refused in every run. Move one of the two.`,
          };
        else if (isNeverBoth(step, needed, target))
          yield {
            span,
            message: `\`${value}\` is skipped wherever this step runs, and a skipped step has not succeeded, so this step is refused. Remove the need, or give both the same condition.`,
          };
      }
    }
  },
};

/** On no flavor both run. */
function isNeverBoth(step: Step, needed: Step, target: RunbookTarget): boolean {
  if (isNever(needed)) return !isNever(step);
  const runs = flavors.filter((flavor) => isPossible(step, target, flavor));
  return runs.length > 0 && !runs.some((flavor) => isPossible(needed, target, flavor));
}

function isPossible(step: Step, target: RunbookTarget, flavor: Flavor): boolean {
  return (target.flavor ?? flavor) === flavor && stepTarget(step, { flavor }) !== undefined;
}
