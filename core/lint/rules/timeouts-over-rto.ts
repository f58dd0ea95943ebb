import type { Flavor } from "../../mysql/flavor.ts";
import type { Runbook, Step } from "../../runbook/types.ts";
import { detoursOf } from "../each.ts";
import { flowOf } from "../flow.ts";
import type { LintContext, RunbookRule } from "../rule.ts";
import { runbookTarget, stepTarget } from "../runbook-target.ts";

const flavors: readonly Flavor[] = ["mysql", "mariadb"];

export const timeoutsOverRto: RunbookRule = {
  about: "runbook",
  code: "RBK025",
  id: "timeouts-over-rto",
  title: "The timeouts fit into the recovery time objective",
  severity: "warning",
  references: [],
  *check(runbook, context) {
    const { rtoMs } = runbook.frontMatter;
    if (!rtoMs) return;
    const sums = flavors.map((flavor) => sumFor(flavor, runbook, context));
    const sum = Math.max(...sums);
    if (sum > rtoMs.value)
      yield {
        span: rtoMs.span,
        message: `The steps that this objective is about may take ${sum / 1000} s by their timeouts, and it is ${rtoMs.value / 1000} s. Shorten the timeouts or say what is true.`,
      };
  },
};

/** From the fence to the promotion, where there are both: only then nobody takes writes. Else all steps. Timeouts that are not written do not count. */
function sumFor(flavor: Flavor, runbook: Runbook, context: LintContext): number {
  const target = { ...runbookTarget(runbook.frontMatter, context), flavor };
  const moves = flowOf(runbook, context);
  const fence = moves.find(({ kind }) => kind === "fence")?.step.index;
  const promotion = moves.findLast(({ kind }) => kind === "promote")?.step.index;
  const isWindow = fence !== undefined && promotion !== undefined && fence < promotion;
  const detours = detoursOf(runbook);
  const counts = (step: Step): boolean =>
    step.attributes.timeoutMs !== undefined &&
    stepTarget(step, target) !== undefined &&
    !detours.has(step.name) &&
    (!isWindow || (fence <= step.index && step.index <= promotion));
  return runbook.steps.filter(counts).reduce((sum, step) => sum + (step.attributes.timeoutMs?.value ?? 0), 0);
}
