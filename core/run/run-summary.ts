import type { Runbook } from "../runbook/types.ts";
import type { Outcome } from "./outcome.ts";
import type { RunResult } from "./run-types.ts";
import { selectSteps } from "./step-order.ts";

/** Whoever waits for a success waits for something that was done. */
export const nothingRun =
  "Nothing was run: every step was skipped. Look at the conditions (when=) and at the cluster it ran on.";

/** How steps that were run one by one ended together. `outcomes`: by the names of the steps, in their order. */
export function summaryOf(outcomes: ReadonlyMap<string, Outcome>): Omit<RunResult, "rollbacks"> {
  const ran = [...outcomes].filter(([, outcome]) => outcome.status !== "skipped");
  const counts = {
    succeeded: ran.filter(([, outcome]) => outcome.status === "succeeded").length,
    total: ran.length,
  };
  if (ran.length === 0 && outcomes.size > 0) return { status: "failed", ...counts, message: nothingRun };
  const bad = ran.find(([, outcome]) => outcome.status !== "succeeded");
  if (bad === undefined) return { status: "succeeded", ...counts };
  const [name, outcome] = bad;
  const status = outcome.status === "cancelled" ? "cancelled" : "failed";
  return { status, ...counts, message: messageOf(name, outcome) };
}

/** Whether every step of the order ended well, this run or one that it resumes; a single cell that did is no rehearsal. */
export function isWhole(runbook: Runbook, outcomes: ReadonlyMap<string, Outcome>): boolean {
  const steps = selectSteps(runbook, {});
  const ends = typeof steps === "string" ? [] : steps.map(({ name }) => outcomes.get(name)?.status);
  return ends.includes("succeeded") && ends.every((end) => end === "succeeded" || end === "skipped");
}

/** Why a step ended as it did, with its name. */
export function messageOf(name: string, outcome: Outcome): string {
  return `${name}: ${"because" in outcome ? outcome.because : "message" in outcome ? outcome.message : outcome.status}`;
}
