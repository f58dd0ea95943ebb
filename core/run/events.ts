import type { Written } from "../audit/types.ts";
import type { Risk, StepKind } from "../runbook/types.ts";
import type { Outcome, StatementEvidence } from "./outcome.ts";
import type { ServerIdentity, WantedApprovals } from "./ports.ts";

export interface StepReference {
  readonly name: string;
  readonly index: number;
  readonly kind: StepKind;
  readonly risk: Risk;
}

export interface ObservedNode {
  readonly node: string;
  readonly identity?: ServerIdentity;
  /** `unreachable` when no session could be opened. */
  readonly role: "source" | "replica" | "standalone" | "unreachable";
  /** Name of the node it replicates from, or `host:port` outside the inventory. */
  readonly sourceNode?: string;
  readonly message?: string;
}

/** What reporters show: the terminal, the JSON lines and the notebook all live on these. */
export type RunEvent =
  | {
      readonly type: "run-started";
      readonly runId: string;
      readonly logId: string;
      readonly location: string;
      readonly runbook: string;
      readonly cluster?: string;
    }
  | { readonly type: "topology-observed"; readonly nodes: readonly ObservedNode[] }
  | { readonly type: "variable-bound"; readonly name: string; readonly value: string; readonly secret: boolean }
  | {
      readonly type: "step-started";
      readonly step: StepReference;
      readonly targets: readonly string[];
      readonly timeoutMs: number;
    }
  | {
      readonly type: "statement-finished";
      readonly step: StepReference;
      readonly node: string;
      readonly statement: StatementEvidence;
    }
  | {
      readonly type: "output";
      readonly step: StepReference;
      readonly node: string;
      readonly stream: "stdout" | "stderr";
      readonly text: string;
    }
  | { readonly type: "progress"; readonly step: StepReference; readonly text: string }
  | {
      readonly type: "step-finished";
      readonly step: StepReference;
      readonly outcome: Outcome;
      readonly entry?: Written;
    }
  /** Nothing of the step is done before so many other people have approved it. */
  | ({ readonly type: "approvals-requested" } & Omit<WantedApprovals, "step"> & { readonly step: StepReference })
  | { readonly type: "notice"; readonly text: string }
  | {
      readonly type: "run-finished";
      readonly status: "succeeded" | "failed" | "cancelled" | "halted";
      readonly succeeded: number;
      readonly total: number;
      readonly message?: string;
      /** Its end could not be recorded: what is on record ends earlier. */
      readonly recordLost?: true;
      /** Rollback steps that can undo what was done, newest first. */
      readonly rollbacks: readonly string[];
    };
