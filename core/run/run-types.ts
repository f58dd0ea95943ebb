import type { Trail } from "../audit/types.ts";
import type { Cluster } from "../cluster/inventory-types.ts";
import type { Runbook, Step } from "../runbook/types.ts";
import type { RunEvent } from "./events.ts";
import type { Outcome, RefusalCode } from "./outcome.ts";
import type { PastRun } from "./past-run.ts";
import type { ApprovalDesk, Clock, Connector, LockFiles, Operator, ProcessRunner, TextHash } from "./ports.ts";
import type { SettledStep } from "./settled-step.ts";

/** Everything a run needs from outside. One way in, so that each port can be real or, in core's own tests, in memory. */
export interface RunPorts {
  readonly clock: Clock;
  readonly connector: Connector;
  readonly processes: ProcessRunner;
  readonly trail: Trail;
  readonly operator: Operator;
  /** SHA-256 of the UTF-8 bytes, lower-case hex. */
  readonly sha256: (text: string) => string;
  readonly onEvent: (event: RunEvent) => void;
  /** Keeps a second run off the cluster; without it a run takes no lock at all. */
  readonly locks?: LockFiles;
  /** Without it a step that needs approvals is refused. */
  readonly approvals?: ApprovalDesk;
  /** Hashes the output of scripts for the trail. */
  readonly textHash?: () => TextHash;
}

export interface RunOptions {
  readonly runbook: Runbook;
  /** Path of the document, for the trail. */
  readonly path: string;
  /** Git commit of the document, for the trail, where there is one. */
  readonly commit?: string;
  /** Absent for a runbook with local steps only. */
  readonly cluster?: Cluster;
  readonly inputs: ReadonlyMap<string, string>;
  /** Answers every confirmation with yes; recorded as such. */
  readonly assumeYes: boolean;
  /** Ends the opening: connecting to all nodes may take a while. */
  readonly signal?: AbortSignal;
  /** Breaks the lock of another run on this cluster, once the operator has typed the cluster's name. */
  readonly breakLock?: boolean;
  /** Recorded at the start, so that a resumed run selects the same. */
  readonly selection?: StepSelection;
  /** An exercise or the real thing, for the trail. Default: that of the run it resumes, else `live`. */
  readonly mode?: RunMode;
  /** Goes on with this run. */
  readonly resume?: PastRun;
  /** Answers for every step of the resumed run of which nobody knows whether it took effect; without it the operator is asked. */
  readonly inFlight?: "done" | "again" | "stop";
  /** For so long approvals are waited for. Milliseconds, default one hour. */
  readonly approvalMs?: number;
  /** Where shell steps run. */
  readonly workingDirectory: string;
  readonly ports: RunPorts;
}

export type RunMode = "live" | "drill";

export interface StepSelection {
  /** Only this step. */
  readonly step?: string;
  /** This step and all after it. */
  readonly from?: string;
}

export interface RunResult {
  readonly status: "succeeded" | "failed" | "cancelled" | "halted";
  readonly succeeded: number;
  readonly total: number;
  readonly message?: string;
  /** Its end could not be recorded: what is on record ends earlier. */
  readonly recordLost?: true;
  readonly rollbacks: readonly string[];
}

/** A run that is open: its log is open, one session per node is kept until `finish`. */
export interface Run {
  readonly runId: string;
  /** How a step ended in the run that this one resumes, while that still stands. */
  settledBefore(name: string): SettledStep | undefined;
  /**
   * Runs one step: refusals, `when`, confirmation, intent, act, outcome. The step may come from a later edit of the
   * same document; the trail then records the hash of that text (`documentText`).
   */
  runStep(step: Step, signal: AbortSignal, documentText?: string): Promise<Outcome>;
  /** Runs the selected steps in order and stops at the first that does not succeed. Checks all variables before the first. */
  runAll(selection: StepSelection, signal: AbortSignal): Promise<RunResult>;
  /** Writes `run.finished` and `log.closed`, closes the sessions. Safe to call twice. */
  finish(): Promise<RunResult>;
}

export type OpenRunOutcome =
  | { readonly status: "open"; readonly run: Run }
  | {
      readonly status: "refused";
      readonly code: RefusalCode | "cluster-unreachable" | "cancelled" | "lock-held" | "not-resumable";
      readonly message: string;
    };
