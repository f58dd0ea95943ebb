import { affectedNodes } from "../../../core/run/affected-nodes.ts";
import type { Effect, Outcome } from "../../../core/run/outcome.ts";
import { visible } from "../../../core/text/visible.ts";

function effectSentence(effect: Effect, nodes: readonly string[]): string {
  const where = nodes.length > 0 ? ` on ${nodes.join(", ")}` : "";
  if (effect === "unknown") return ` Its effect${where} is UNKNOWN: look there before you go on.`;
  if (effect === "done") return ` What it did${where} before it ended stays done.`;
  return "";
}

/** How the outcome is called in the trail. */
export function trailWords(outcome: Outcome): string {
  switch (outcome.status) {
    case "succeeded":
      return "step.finished success";
    case "failed":
      return "step.finished failure";
    case "cancelled":
      return "step.finished cancelled";
    case "timed-out":
      return "step.finished timeout";
    case "refused":
      return "step.refused";
    case "skipped":
      return "step.skipped";
  }
}

/** Why a step that did not succeed did not: names the step, the nodes, the reason and what is left behind. */
export function notSucceeded(step: string, outcome: Exclude<Outcome, { status: "succeeded" | "skipped" }>): string {
  const name = `Step "${visible(step)}"`;
  if (outcome.status === "refused") {
    return `${name} was refused, nothing was sent: ${sentence(withoutPrefix(outcome.because, `Step ${step}: `))}`;
  }
  const bad = outcome.evidence.targets.filter((target) => target.status !== "succeeded").map(({ node }) => node);
  // The message of several targets names each of them itself.
  const isNamed = bad.some((node) => outcome.message.startsWith(`${node}: `));
  const where = bad.length > 0 && !isNamed ? ` on ${bad.map(visible).join(", ")}` : "";
  const words = { failed: "failed", cancelled: "was cancelled", "timed-out": "timed out" }[outcome.status];
  return `${name} ${words}${where}: ${sentence(outcome.message)}${effectSentence(outcome.effect, affectedNodes(outcome).map(visible))}`;
}

function withoutPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function sentence(text: string): string {
  const shown = visible(text.trim());
  return /[.!?:…]$/.test(shown) ? shown : `${shown}.`;
}
