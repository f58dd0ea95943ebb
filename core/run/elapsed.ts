import { formatTimeout } from "../text/duration.ts";

/** How far a step is, and its run. Milliseconds. */
export interface Elapsed {
  readonly stepMs: number;
  readonly timeoutMs: number;
  /** Since the run began, or the first of those that it goes on with. */
  readonly runMs: number;
  /** Recovery time objective of the runbook. */
  readonly rtoMs?: number | undefined;
}

/** `12s of 1m, run 1m20s of RTO 5m`. */
export function elapsedText({ stepMs, timeoutMs, runMs, rtoMs }: Elapsed): string {
  return `${wholeSeconds(stepMs)} of ${formatTimeout(timeoutMs)}${towardsRto(runMs, rtoMs)}`;
}

/** How much of the recovery time a run has used, behind a comma; nothing where none is promised. */
export function towardsRto(runMs: number, rtoMs: number | undefined): string {
  if (rtoMs === undefined) return "";
  const [run, objective] = [wholeSeconds(runMs), formatTimeout(rtoMs)];
  return runMs > rtoMs ? `, run ${run}, OVER THE RTO of ${objective}` : `, run ${run} of RTO ${objective}`;
}

export function wholeSeconds(ms: number): string {
  return ms < 1000 ? "0s" : formatTimeout(Math.floor(ms / 1000) * 1000);
}
