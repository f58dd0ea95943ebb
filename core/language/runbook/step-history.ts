import type { RunbookHistory, StepHistory } from "../../run/history.ts";
import { formatDuration } from "../../text/duration.ts";

export function stepHistory(history: RunbookHistory | undefined, name: string): StepHistory | undefined {
  return history?.steps.find((step) => step.name === name);
}

/** As the trail calls it, for people. */
const OUTCOMES: Readonly<Record<string, string>> = {
  success: "succeeded",
  failure: "failed",
  refused: "was refused, nothing was sent",
  cancelled: "was cancelled",
  timeout: "timed out",
  unknown: "was not seen to end",
};

export function outcomeWords(outcome: string): string {
  return (Object.hasOwn(OUTCOMES, outcome) ? OUTCOMES[outcome] : undefined) ?? outcome;
}

/** "last run 2026-11-20 14:03 UTC on db1: failed after 1.2 s". `quote` names as the reader shows code. */
export function lastRun({ last }: StepHistory, quote: (text: string) => string = (text) => text): string {
  const { at, outcome, durationMs, nodes } = last;
  const where =
    nodes.length === 0 ? "" : ` on ${nodes.slice(0, 5).map(quote).join(", ")}${nodes.length > 5 ? " and more" : ""}`;
  const how = Object.hasOwn(OUTCOMES, outcome) ? outcomeWords(outcome) : quote(outcome);
  const took =
    durationMs === undefined ? "" : ` ${outcome === "success" ? "in" : "after"} ${formatDuration(durationMs)}`;
  return `last run ${at.slice(0, 10)} ${at.slice(11, 16)} UTC${where}: ${how}${took}`;
}

/** "usually 1.3 s (median of its last 5 successes)". */
export function usually({ typicalMs, samples }: StepHistory): string {
  if (typicalMs === undefined) return "never seen to succeed";
  return `usually ${formatDuration(typicalMs)} (median of its last ${samples === 1 ? "success" : `${samples} successes`})`;
}

/** "2 logs of this runbook do not verify"; undefined where all do. */
export function unverifiedLogs({ unverified = 0 }: RunbookHistory): string | undefined {
  if (unverified === 0) return undefined;
  return unverified === 1
    ? "a log of this runbook does not verify"
    : `${unverified} logs of this runbook do not verify`;
}
