import { affectedNodes } from "../../core/run/affected-nodes.ts";
import { driftWords } from "../../core/run/drift-words.ts";
import type { Effect, Outcome } from "../../core/run/outcome.ts";
import type { Risk } from "../../core/runbook/types.ts";
import { formatDuration } from "../../core/text/duration.ts";
import { visible } from "../../core/text/visible.ts";
import type { Style } from "../terminal/colour.ts";

export interface OutcomeText {
  readonly mark: string;
  readonly style: Style;
  /** One line without control characters, the step and the nodes in it. */
  readonly text: string;
  /** What a person has to know about what was left behind. */
  readonly effect?: string;
}

function effectText(effect: Effect, where: string): string | undefined {
  if (effect === "unknown") return `Its effect${where} is UNKNOWN: look at the server before you go on.`;
  if (effect === "done") return `What it did${where} before it ended stays done.`;
  return undefined;
}

/** The word alone would not say what is unknown. */
export function riskText(risk: Risk): string {
  return risk === "unknown" ? "risk unknown" : risk;
}

/** How a step ended, in words; `step` is its name. */
export function outcomeText(step: string, outcome: Outcome): OutcomeText {
  const name = visible(step);
  if (outcome.status === "skipped")
    return { mark: "↷", style: "dim", text: `${name} skipped: ${visible(outcome.because)}` };
  if (outcome.status === "refused") {
    return { mark: "⊘", style: "red", text: `${name} refused, nothing was sent: ${visible(outcome.because)}` };
  }
  const { targets, durationMs } = outcome.evidence;
  const took = formatDuration(durationMs);
  if (outcome.status === "succeeded") {
    const drift = driftWords(outcome.evidence);
    // That it was compared is no sign that all is well.
    if (drift?.differs) return { mark: "≠", style: "yellow", text: `${name} compared in ${took}: ${drift.text}` };
    const same = drift ? `: ${drift.text}` : "";
    return { mark: "✔", style: "green", text: `${name} succeeded in ${took}${same}` };
  }
  const bad = targets.filter((target) => target.status !== "succeeded").map((target) => visible(target.node));
  const where = bad.length > 0 ? ` on ${bad.join(", ")}` : "";
  const affected = affectedNodes(outcome).map(visible);
  const effect = effectText(outcome.effect, affected.length > 0 ? ` on ${affected.join(", ")}` : "");
  const message = visible(outcome.message);
  const [only] = bad.length === 1 ? bad : [];
  const told = only !== undefined && message.startsWith(`${only}: `) ? message.slice(only.length + 2) : message;
  const words = { failed: "failed", cancelled: "cancelled", "timed-out": "timed out" }[outcome.status];
  return {
    mark: outcome.status === "failed" ? "✘" : outcome.status === "cancelled" ? "■" : "⧖",
    style: outcome.status === "cancelled" ? "yellow" : "red",
    text: `${name} ${words}${where} after ${took}: ${told}`,
    ...(effect === undefined ? {} : { effect }),
  };
}
