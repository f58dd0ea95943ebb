import { NO_WAY_BACK } from "../runbook/references.ts";
import type { Runbook } from "../runbook/types.ts";
import type { Outcome } from "./outcome.ts";

/** What was done in a run, to say what can undo it. */
export interface Done {
  readonly runbook: Runbook;
  /** Names of steps in the order of their last execution. */
  readonly executed: readonly string[];
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/**
 * Names of the steps that undo what was done or may have been done, newest first. What lies before a step with
 * `rollback=never` that took effect, or may have, is never offered: undoing it then makes a second source.
 */
export function rollbacksFor(done: Done): string[] {
  const names: string[] = [];
  for (const name of done.executed.toReversed()) {
    if (!tookEffect(done, name)) continue;
    const rollback = rollbackOf(done, name);
    if (rollback === NO_WAY_BACK) break;
    if (rollback !== undefined && !isUndone(done, name, rollback)) names.push(rollback);
  }
  return [...new Set(names)];
}

/** The step that can't be undone, where there is one and it took effect. */
export function pointOfNoReturn(done: Done): string | undefined {
  return done.executed.find((name) => rollbackOf(done, name) === NO_WAY_BACK && tookEffect(done, name));
}

function rollbackOf({ runbook }: Done, name: string): string | undefined {
  return runbook.steps.find((step) => step.name === name)?.attributes.rollback?.value;
}

function tookEffect({ outcomes }: Done, name: string): boolean {
  const outcome = outcomes.get(name);
  if (outcome === undefined) return false;
  return outcome.status === "succeeded" || ("effect" in outcome && outcome.effect !== "none");
}

function isUndone({ executed, outcomes }: Done, name: string, rollback: string): boolean {
  return executed.indexOf(rollback) > executed.indexOf(name) && outcomes.get(rollback)?.status === "succeeded";
}
