import type { Outcome } from "./outcome.ts";

/** The nodes that the effect of a step which did not succeed is about: where it was done, or may have been. */
export function affectedNodes(outcome: Extract<Outcome, { effect: unknown }>): readonly string[] {
  const { targets } = outcome.evidence;
  const affected = targets.filter(({ effect }) => effect === outcome.effect);
  const told = affected.length > 0 ? affected : targets.filter(({ status }) => status !== "succeeded");
  return told.map(({ node }) => node);
}
