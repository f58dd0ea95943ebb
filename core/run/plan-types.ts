import type { Cluster } from "../cluster/inventory-types.ts";
import type { Risk, Runbook, Step } from "../runbook/types.ts";
import type { Problem } from "../text/problem.ts";
import type { ObservedNode } from "./events.ts";

export interface PlanOptions {
  readonly runbook: Runbook;
  readonly cluster?: Cluster;
  /** Values given for inputs, by name. Inputs without a value and captures stay `${name}` in the planned text. */
  readonly inputs: ReadonlyMap<string, string>;
  /** Live roles; without them the inventory's intended roles are shown. */
  readonly observed?: readonly ObservedNode[];
}

export interface PlannedStatement {
  /** With the variables that are known put in, secrets replaced. */
  readonly text: string;
  readonly risk: Risk;
}

export interface PlannedStep {
  readonly step: Step;
  /** Node names or `local`; what was written (`source`, `${new_source}`) where it can't be resolved yet. */
  readonly targets: readonly string[];
  readonly statements: readonly PlannedStatement[];
  readonly risk: Risk;
  readonly timeoutMs: number;
  /** The question that will be asked before it runs. */
  readonly confirm?: string;
  /** How many other people have to approve it, and who may. */
  readonly approvals?: { readonly needed: number; readonly from: readonly string[] };
  /** Names the step for which this one is the rollback: it is then not part of the normal order. */
  readonly rollbackOf?: string;
  /** What keeps it from running. */
  readonly problems: readonly Problem[];
}

export interface Plan {
  readonly steps: readonly PlannedStep[];
  /** Of the document as a whole: undefined variables, unknown cluster … */
  readonly problems: readonly Problem[];
}
