import type { Step } from "../runbook/types.ts";
import type { Problem } from "../text/problem.ts";
import type { Refusal } from "./prepare-step.ts";
import type { RunState } from "./run-state.ts";

/** What keeps a step from running, whatever the servers say. Undefined when nothing is known to. */
export function knownProblem(state: RunState, step: Step): Refusal | undefined {
  const plan = state.executors.get(step.kind)?.plan(step, state.scope, state.redactor);
  if (plan === undefined) return { code: "invalid-step", because: `Nothing here executes a ${step.kind} step.` };
  const [first] = [...step.problems, ...plan.problems];
  return first && toRefusal(first);
}

/** Of each step that is not sure to be skipped. `conditions`: `unknown` leaves out those whose `when` can't be judged yet. */
export function knownProblems(
  state: RunState,
  steps: readonly Step[],
  conditions: "unknown" | "known",
): readonly { readonly step: Step; readonly refusal: Refusal }[] {
  return steps.flatMap((step) => {
    const condition = state.condition(step);
    if (condition === false || (condition !== true && conditions === "unknown")) return [];
    const refusal = knownProblem(state, step);
    return refusal === undefined ? [] : [{ step, refusal }];
  });
}

function toRefusal({ code, message }: Problem): Refusal {
  return { code: code.includes("placeholder") ? "unfilled-placeholder" : "invalid-step", because: message };
}
