import type { Cluster, ClusterNode, Inventory } from "../../cluster/inventory-types.ts";
import type { LintContext } from "../../lint/rule.ts";
import { type RunbookTarget, runbookTarget, stepTarget } from "../../lint/runbook-target.ts";
import type { Runbook, Step } from "../../runbook/types.ts";

/** What the features of a runbook know beside its text. */
export interface RunbookSurroundings {
  readonly context: LintContext;
  readonly inventory?: Inventory;
}

/** The nodes that the runbook may name: those of its cluster, or of every cluster while it has not named one. */
export function nodesFor({
  context,
  inventory,
}: RunbookSurroundings): readonly { cluster: Cluster; node: ClusterNode }[] {
  const clusters = context.cluster ? [context.cluster] : (inventory?.clusters ?? []);
  return clusters.flatMap((cluster) => cluster.nodes.map((node) => ({ cluster, node })));
}

/** The servers of one step; those of the runbook where the step is for none of them. */
export function targetOf(runbook: Runbook, step: Step | undefined, { context }: RunbookSurroundings): RunbookTarget {
  const whole = runbookTarget(runbook.frontMatter, context);
  return (step && stepTarget(step, whole)) ?? whole;
}
