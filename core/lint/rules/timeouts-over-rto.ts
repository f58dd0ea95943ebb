import type { Flavor } from "../../mysql/flavor.ts";
import { classifyRisk } from "../../mysql/sql/risk.ts";
import { timeoutOf } from "../../run/step-facts.ts";
import type { Runbook, Step } from "../../runbook/types.ts";
import { statementsOf } from "../code.ts";
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
        message: `The steps that this objective is about may take ${sum / 1000} s by their timeouts, and it is ${rtoMs.value / 1000} s. A step without \`timeout=\` has 60 s. Shorten the timeouts or say what is true.`,
      };
  },
};

/**
 * From the fence to the promotion, where there are both: only then nobody takes writes. Else all steps. A timeout bounds all
 * the attempts of a step. The default one counts for what may really take long.
 */
function sumFor(flavor: Flavor, runbook: Runbook, context: LintContext): number {
  const target = { ...runbookTarget(runbook.frontMatter, context), flavor };
  const moves = flowOf(runbook, context);
  const fence = moves.find(({ kind }) => kind === "fence")?.step.index;
  const promotion = moves.findLast(({ kind }) => kind === "promote")?.step.index;
  const isWindow = fence !== undefined && promotion !== undefined && fence < promotion;
  const detours = detoursOf(runbook);
  const counts = (step: Step): boolean =>
    stepTarget(step, target) !== undefined &&
    !detours.has(step.name) &&
    (!isWindow || (fence <= step.index && step.index <= promotion));
  return runbook.steps.filter(counts).reduce((sum, step) => sum + mostOf(step), 0);
}

function mostOf(step: Step): number {
  if (step.attributes.timeoutMs) return step.attributes.timeoutMs.value;
  return mayTakeLong(step) ? timeoutOf(step) : 0;
}

/** What only reads is answered at once, and a person has no timeout. */
function mayTakeLong(step: Step): boolean {
  if (step.kind === "manual" || step.kind === "ini") return false;
  if (step.kind !== "sql" || step.until || step.attributes.retry) return true;
  return statementsOf(step).some(
    ({ text, words }) => classifyRisk(text) !== "reads" || words.some((word) => /WAIT/.test(word)),
  );
}
