import type { Runbook, Step } from "../runbook/types.ts";
import type { Outcome } from "./outcome.ts";
import type { StepSelection } from "./run-types.ts";
import { rollbacksOf } from "./step-facts.ts";

/** The steps in order without those that only undo others; a message when a name is unknown. */
export function selectSteps(runbook: Runbook, selection: StepSelection): readonly Step[] | string {
  if (selection.step !== undefined) {
    const step = runbook.steps.find(({ name }) => name === selection.step);
    return step ? [step] : `The runbook has no step ${selection.step}.`;
  }
  const rollbacks = rollbacksOf(runbook);
  const order = runbook.steps.filter(({ name }) => !rollbacks.has(name));
  if (selection.from === undefined) return order;
  const start = order.findIndex(({ name }) => name === selection.from);
  return start < 0 ? `The runbook has no step ${selection.from} in its order.` : order.slice(start);
}

/** Where to go on after a step that did not succeed, as its `on-fail` says: only what was tried and failed, and only forward. */
export function nextAfter(steps: readonly Step[], index: number, outcome: Outcome): number | undefined {
  const onFail = steps[index]?.attributes.onFail?.value ?? "stop";
  if (onFail === "stop" || (outcome.status !== "failed" && outcome.status !== "timed-out")) return undefined;
  if (onFail === "continue") return index + 1;
  const named = steps.findIndex(({ name }) => name === onFail);
  return named > index ? named : undefined;
}
