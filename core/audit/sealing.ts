import type { Json } from "./types.ts";

/**
 * Entries that are sealed by a checkpoint before anything may follow them: the first and the last one, the intent of a step
 * that destroys (or may, for all that is known) before it starts, and its outcome.
 */
export function isSealed(entry: Readonly<Record<string, Json>>): boolean {
  const { type, step } = entry;
  if (type === "log.opened" || type === "log.closed") return true;
  if (type !== "step.intended" && type !== "step.finished") return false;
  const risk = step !== null && typeof step === "object" && "risk" in step ? step.risk : undefined;
  return risk !== "reads" && risk !== "changes";
}
