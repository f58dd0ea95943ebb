import type { GtidChange } from "./gtid.ts";
import type { ServerIdentity } from "./ports.ts";
import type { Value } from "./value.ts";

/** What a step that did not end well left behind on its target. */
export type Effect = "none" | "done" | "unknown";

export type FailureCode =
  | "statement-error" // the server refused a statement
  | "connection-refused" // no session could be opened: unreachable, wrong password, TLS
  | "connection-lost" // the session broke while a statement was under way
  | "expectation-failed"
  | "capture-failed"
  | "exit-status" // a shell script ended with a status other than 0, or by a signal
  | "not-executable" // nothing here can execute this step
  | "action-failed" // a failover action stopped; its message says at which move
  | "declined" // a manual step was answered with no
  | "record-lost"; // it ran, but how it ended could not be written to the trail

export type RefusalCode =
  | "undefined-variable"
  | "unfilled-placeholder"
  | "invalid-step"
  | "needs-unmet"
  | "no-target"
  | "not-confirmed"
  | "not-approved" // other people had to agree (approve=) and did not, or nobody could be asked
  | "trail-unwritable"
  | "lock-lost" // another run broke the lock of this one
  | "session-lost" // with what the steps before had left in it: locks, a transaction, settings
  | "identity-changed"; // the server's UUID differs from the one at the start of the run

export interface Warning {
  readonly level: string;
  readonly code: number;
  readonly message: string;
}

export interface ResultSet {
  readonly columns: readonly string[];
  /** At most the cap of the run; `rowCount` counts all. Cells in the order of `columns`. */
  readonly rows: readonly (readonly Value[])[];
  readonly rowCount: number;
  /** Of all rows, as the server sent them. */
  readonly bytes?: number;
  /** SHA-256 of the same, lower-case hex. */
  readonly sha256?: string;
  /** The statement ended in `\G`: show each row as a list. */
  readonly vertical: boolean;
}

export interface StatementEvidence {
  /** Secrets replaced. */
  readonly statement: string;
  readonly resultSets: readonly ResultSet[];
  readonly affectedRows: number;
  readonly warnings: readonly Warning[];
  readonly durationUs: number;
  readonly error?: { readonly errno: number; readonly sqlState: string; readonly message: string };
  /** It compared the settings of a fragment with the live ones. */
  readonly compared?: { readonly settings: number; readonly differ: number };
  /** It was stopped, or the connection broke, before its result came: the counts above say nothing. */
  readonly unanswered?: true;
}

export interface ProcessEvidence {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The last 65,536 characters of each, secrets replaced. */
  readonly stdout: string;
  readonly stderr: string;
  /** Of all that was written, secrets replaced: bytes in UTF-8 and SHA-256. */
  readonly output?: {
    readonly stdout: { readonly bytes: number; readonly sha256: string };
    readonly stderr: { readonly bytes: number; readonly sha256: string };
  };
  readonly durationUs: number;
  /** What it started on this machine and left running when it ended. */
  readonly left?: readonly { readonly pid: number; readonly name: string }[];
}

export interface ExpectationEvidence {
  readonly expression: string;
  readonly held: boolean;
  /** Why not: the values it saw, or the evaluation error. */
  readonly detail?: string;
}

/** An execution of a block that was followed by another, as `@until` and `retry` say. */
export interface RoundEvidence {
  /** From 1. */
  readonly round: number;
  readonly attempt: number;
  readonly effect: Effect;
  readonly statements: readonly {
    readonly rows: readonly number[];
    readonly affected: number;
    readonly errno?: number;
  }[];
  readonly exitCode?: number | null;
  /** Why it was followed by another attempt. */
  readonly message?: string;
}

export interface TargetEvidence {
  /** Node name, or `local`. */
  readonly node: string;
  readonly identity?: ServerIdentity;
  readonly statements: readonly StatementEvidence[];
  readonly process?: ProcessEvidence;
  readonly expectations: readonly ExpectationEvidence[];
  readonly attempts: number;
  /** Executions of the block in all attempts; absent for one. */
  readonly rounds?: number;
  /** Those before the last that changed something or failed: the first and the last of them where there are many. */
  readonly earlier?: readonly RoundEvidence[];
  /** Of a step that changes something, where the server tells. */
  readonly gtid?: GtidChange;
  /** How this target ended; the step's outcome is the worst of its targets. */
  readonly status: "succeeded" | "failed" | "cancelled" | "timed-out";
  /** What was done there, however it ended. */
  readonly effect?: Effect;
  readonly message?: string;
}

export interface Evidence {
  readonly targets: readonly TargetEvidence[];
  readonly captured: Readonly<Record<string, Value>>;
  readonly durationMs: number;
}

/** How a step ended. Closed: cancelled is not success, and an unknown effect is said aloud. */
export type Outcome =
  | { readonly status: "succeeded"; readonly evidence: Evidence }
  | {
      readonly status: "failed";
      readonly code: FailureCode;
      readonly message: string;
      readonly effect: Effect;
      readonly evidence: Evidence;
    }
  | {
      readonly status: "cancelled" | "timed-out";
      readonly effect: Effect;
      readonly message: string;
      readonly evidence: Evidence;
    }
  | { readonly status: "skipped"; readonly because: string }
  /** Nothing was sent anywhere. */
  | { readonly status: "refused"; readonly code: RefusalCode; readonly because: string };
