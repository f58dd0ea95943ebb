import { NO_WAY_BACK } from "../runbook/references.ts";
import type { Runbook, Step } from "../runbook/types.ts";
import type { PastRun } from "./past-run.ts";

/** A step of a run that stopped, and how it stands: going on with that run does not run it again. */
export interface SettledStep {
  /** `said-done`: the operator said so; nobody saw it. */
  readonly how: "succeeded" | "skipped" | "said-done";
  /** Where it stands in the trail. */
  readonly entry: { readonly log: string; readonly seq: number };
  /** Its fence is not the one that was run. */
  readonly isChanged: boolean;
}

/** Undefined when the step is to be run, or asked about. */
export function settledStep(
  runbook: Runbook,
  step: Step,
  past: PastRun,
  sha256: (text: string) => string,
): SettledStep | undefined {
  const known = past.steps.get(step.name);
  if (known === undefined || isUndone(past, step, "succeeded") || isUndone(past, step, "failed")) return undefined;
  const { how, entry, blockHash } = known;
  if (how !== "succeeded" && how !== "skipped") return undefined;
  const isChanged = blockHash !== undefined && blockHash !== sha256(blockOf(runbook, step));
  return { how: known.isSaid ? "said-done" : how, entry, isChanged };
}

/** The fence with its first line, so that its attributes count. */
export function blockOf(runbook: Runbook, step: Step): string {
  const { start, end } = step.block.span;
  return runbook.text.slice(start, end);
}

/** Whether the rollback of a step was run after it and ended so; `failed` means that nobody knows what is left of it. */
export function isUndone(past: PastRun, step: Step, how: "succeeded" | "failed"): boolean {
  const rollback = step.attributes.rollback?.value;
  if (rollback === undefined || rollback === NO_WAY_BACK || !recordedAfter(past, step.name).includes(rollback))
    return false;
  const undone = past.steps.get(rollback);
  if (how === "succeeded") return undone?.how === "succeeded";
  return (undone?.how === "failed" || undone?.how === "unknown") && undone.effect !== "none";
}

/** Names of the steps recorded later than this one. */
export function recordedAfter(past: PastRun, name: string): string[] {
  const order = [...past.steps.keys()];
  return order.slice(order.indexOf(name) + 1);
}
