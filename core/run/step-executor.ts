import type { Json } from "../audit/types.ts";
import type { Cluster, ClusterNode } from "../cluster/inventory-types.ts";
import type { Risk, Step, StepKind } from "../runbook/types.ts";
import type { Problem } from "../text/problem.ts";
import type { ObservedNode } from "./events.ts";
import type {
  Effect,
  FailureCode,
  ProcessEvidence,
  RefusalCode,
  StatementEvidence,
  TargetEvidence,
} from "./outcome.ts";
import type { PlannedStatement } from "./plan-types.ts";
import type { Clock, Operator, ProcessRunner, TextHash } from "./ports.ts";
import type { Redactor } from "./redactor.ts";
import type { Scope } from "./scope.ts";
import type { SessionOutcome } from "./session-pool.ts";
import type { Value } from "./value.ts";

/** What a step would do, from its text and the variables that are known. */
export interface StepPlan {
  /** Secrets replaced. */
  readonly statements: readonly PlannedStatement[];
  readonly risk: Risk;
  /** Of a script: what in it destroys, where something is seen to. Secrets replaced. */
  readonly because?: string;
  /** What keeps it from running. */
  readonly problems: readonly Problem[];
}

/** How one target ended. `code` is there when its status is `failed`. */
export interface TargetResult {
  readonly evidence: TargetEvidence;
  readonly effect: Effect;
  readonly code?: FailureCode;
}

export type Execution =
  | {
      readonly status: "executed";
      readonly targets: readonly TargetResult[];
      readonly captured: Readonly<Record<string, Value>>;
    }
  /** Nothing was sent anywhere. */
  | { readonly status: "refused"; readonly code: RefusalCode; readonly because: string };

/** One kind of step. The runner has checked everything, written the intent and opened the sessions before `execute`. */
export interface StepExecutor {
  readonly kind: StepKind;
  /** Pure. */
  plan(step: Step, scope: Scope, redactor: Redactor): StepPlan;
  /** Rejects only with TrailError. */
  execute(context: StepContext): Promise<Execution>;
}

export interface StepContext {
  readonly step: Step;
  readonly plan: StepPlan;
  readonly scope: Scope;
  readonly cluster?: Cluster;
  /** Live roles as last read. */
  readonly observed: readonly ObservedNode[];
  /** Nodes to run on; empty for a local step. */
  readonly targets: readonly ClusterNode[];
  /** Of each target: its session, or why it has none. */
  readonly sessions: ReadonlyMap<string, SessionOutcome>;
  readonly workingDirectory: string;
  readonly assumeYes: boolean;
  /** Fires on cancel and at the step's timeout; `stopped` tells which. */
  readonly signal: AbortSignal;
  stopped(): "cancelled" | "timed-out" | undefined;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly operator: Operator;
  readonly processes: ProcessRunner;
  readonly textHash?: () => TextHash;
  readonly redactor: Redactor;
  /** To the reporters; secrets are replaced here. */
  statementFinished(node: string, statement: StatementEvidence): void;
  output(node: string, stream: "stdout" | "stderr", text: string): void;
  progress(text: string): void;
  notice(text: string): void;
  /** Items of a manual step that were confirmed in the run that this one resumes, as `itemKey` names them. */
  readonly confirmedItems: ReadonlySet<string>;
  /** Records the answer to one item at once: a crash does not lose it. Rejects with TrailError. */
  recordItem(item: ItemAnswer): Promise<void>;
  /** Records a part of the step on its own: intent on disk, then the act, then its outcome on disk. Rethrows what `act` throws. */
  recordMove<T>(name: string, detail: Readonly<Record<string, Json>>, act: () => Promise<T>): Promise<T>;
}

export interface ItemAnswer {
  /** 0-based. */
  readonly index: number;
  readonly text: string;
  readonly done: boolean;
  readonly note?: string;
}

/** What an item is known by: the same text at the same place. */
export function itemKey(index: number, text: string): string {
  return `${index} ${text}`;
}

/** A target that ended without success, before its expectations. */
export interface Ended {
  readonly status: "ended";
  readonly how: Exclude<TargetEvidence["status"], "succeeded">;
  readonly code?: FailureCode;
  readonly message: string;
  readonly effect: Effect;
  readonly statements: readonly StatementEvidence[];
  readonly process?: ProcessEvidence;
}

export function worstEffect(effects: readonly Effect[]): Effect {
  if (effects.includes("unknown")) return "unknown";
  return effects.includes("done") ? "done" : "none";
}
