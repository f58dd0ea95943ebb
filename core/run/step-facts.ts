import type { Cluster } from "../cluster/inventory-types.ts";
import { NO_WAY_BACK } from "../runbook/references.ts";
import type { Runbook, Step } from "../runbook/types.ts";
import type { StepReference } from "./events.ts";
import type { StepPlan } from "./step-executor.ts";
import { needsRoles } from "./targets.ts";

const defaultTimeouts = { sql: 60_000, shell: 60_000, ini: 60_000, failover: 600_000, manual: 24 * 3600_000 } as const;

/** Milliseconds. A person may take a day, a failover action has deadlines of its own inside. */
export function timeoutOf(step: Step): number {
  return step.attributes.timeoutMs?.value ?? defaultTimeouts[step.kind];
}

/** The question asked before the step runs: its own, or one for what destroys, and for all but reading on a production cluster. */
export function confirmQuestion(
  step: Step,
  { risk }: StepPlan,
  targets: readonly { readonly name: string }[] | readonly string[],
  cluster: Cluster | undefined,
): string | undefined {
  const written = step.attributes.confirm?.value;
  if (typeof written === "string") return written;
  const where = targets.map((target) => (typeof target === "string" ? target : target.name)).join(", ");
  const on = where === "" || where === "local" ? "" : ` on ${where}`;
  if (risk === "destroys") return `Run ${step.name}${on}? It destroys data or state that can't be brought back.`;
  if (written === true) return `Run ${step.name}${on}?`;
  if (cluster?.production && risk !== "reads" && step.kind !== "manual")
    return `Run ${step.name}${on}? ${cluster.name} is a production cluster.`;
  return undefined;
}

/** A step that is spoken of without its plan: what it would do is not looked at. */
export function unplanned({ name, index, kind }: Step): StepReference {
  return { name, index, kind, risk: "unknown" };
}

/** Name of each rollback step and the step it undoes. */
export function rollbacksOf(runbook: Runbook): ReadonlyMap<string, string> {
  const rollbacks = new Map<string, string>();
  for (const step of runbook.steps) {
    const rollback = step.attributes.rollback?.value;
    if (rollback !== undefined && rollback !== NO_WAY_BACK && !rollbacks.has(rollback))
      rollbacks.set(rollback, step.name);
  }
  return rollbacks;
}

/** Whether anything in the runbook is done on a server. */
export function usesServers(runbook: Runbook): boolean {
  return (
    runbook.steps.some(({ kind }) => kind === "sql" || kind === "ini" || kind === "failover") ||
    runbook.steps.some((step) => step.kind === "shell" && needsRoles(step)) ||
    runbook.frontMatter.inputs.some(({ type }) => type === "node")
  );
}

/** Whether a script of the runbook is run on a node. */
export function reachesOut(runbook: Runbook): boolean {
  return runbook.steps.some(
    ({ kind, attributes }) => kind === "shell" && (attributes.on?.value ?? "local") !== "local",
  );
}
