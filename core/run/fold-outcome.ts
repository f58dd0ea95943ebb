import type { Evidence, Outcome } from "./outcome.ts";
import { type Execution, type TargetResult, worstEffect } from "./step-executor.ts";

const worstFirst = ["failed", "timed-out", "cancelled"] as const;

/** The outcome of a step is the worst of its targets. A step without any target did not succeed. */
export function foldOutcome(execution: Extract<Execution, { status: "executed" }>, durationMs: number): Outcome {
  const { targets, captured } = execution;
  const evidence: Evidence = { targets: targets.map((target) => target.evidence), captured, durationMs };
  const effect = worstEffect(targets.map((target) => target.effect));
  if (targets.length === 0)
    return { status: "failed", code: "not-executable", message: "It ran nowhere.", effect: "none", evidence };
  for (const status of worstFirst) {
    const [worst] = targets.filter((target) => target.evidence.status === status);
    if (worst === undefined) continue;
    const message = messageOf(targets);
    if (status === "failed") return { status, code: worst.code ?? "action-failed", message, effect, evidence };
    return { status, message, effect, evidence };
  }
  return { status: "succeeded", evidence };
}

function messageOf(targets: readonly TargetResult[]): string {
  const ended = targets.filter(({ evidence }) => evidence.status !== "succeeded");
  return ended.map(({ evidence }) => withNode(evidence.node, evidence.message ?? evidence.status)).join("; ");
}

/** A message about a connection names its node already. */
function withNode(node: string, message: string): string {
  return node === "local" || message.startsWith(`${node} (`) || message.startsWith(`${node}:`)
    ? message
    : `${node}: ${message}`;
}
