import type { Offer, OperatorIdentity } from "../audit/approval/judge.ts";
import type { CheckSignature } from "../audit/note.ts";
import type { Cluster, ClusterNode } from "../cluster/inventory-types.ts";
import type { Version } from "../mysql/flavor.ts";
import type { ResultSet, Warning } from "./outcome.ts";

export interface Clock {
  /** Wall clock, UTC, milliseconds since the epoch. */
  now(): number;
  /** Monotonic milliseconds with fraction; only differences mean something. */
  monotonic(): number;
  /** Resolves early when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Who answered at the start of a session. MariaDB has no server_uuid: it is then `server_id@hostname:port`. */
export interface ServerIdentity {
  readonly node: string;
  readonly host: string;
  readonly port: number;
  readonly serverUuid: string;
  readonly serverId: number;
  readonly version: Version;
  readonly versionText: string;
  readonly user: string;
  readonly connectionId: number;
  readonly readOnly: boolean;
  readonly superReadOnly: boolean;
  /** Whether a session here begins with autocommit. */
  readonly autocommit: boolean;
  /** Protocol of the encrypted connection, absent when it is in clear text. */
  readonly tls?: string;
  /** SHA-256 of the certificate that the server showed, lower-case hex; with `tls` alone. */
  readonly certificateSha256?: string;
}

/** As the server sent it. */
export interface RawResultSet extends Omit<ResultSet, "vertical"> {
  /** The column of a table behind each of `columns`, as the server names it; empty for an expression. */
  readonly origins?: readonly string[];
}

export type QueryOutcome =
  | {
      readonly status: "ok";
      readonly resultSets: readonly RawResultSet[];
      readonly affectedRows: number;
      readonly warnings: readonly Warning[];
      readonly durationUs: number;
    }
  | {
      readonly status: "error";
      readonly errno: number;
      readonly sqlState: string;
      readonly message: string;
      /** What a routine had sent before it failed. */
      readonly resultSets?: readonly RawResultSet[];
      readonly durationUs: number;
    }
  /** The signal fired: KILL QUERY was sent over another connection. `effect` is `none` when the server confirmed the interruption. */
  | {
      readonly status: "aborted";
      readonly effect: "none" | "unknown";
      readonly message: string;
      readonly durationUs: number;
    }
  /** The connection broke before the answer came: whether the statement took effect is not known. */
  | { readonly status: "lost"; readonly message: string; readonly durationUs: number };

export interface QueryOptions {
  readonly signal?: AbortSignal;
  /** Rows kept per result set; the rest is counted. Default 1000. */
  readonly maxRows?: number;
  /** Bytes of rows kept per result set; the first row is kept however long it is. Default 4 MiB. */
  readonly maxBytes?: number;
  /** Applied to the text of every row before it is hashed. */
  readonly redact?: (text: string) => string;
}

/** One connection, kept for the whole run: `SET SESSION`, `USE`, locks and temporary tables live as long as it does. */
export interface Session {
  readonly identity: ServerIdentity;
  /** False once the connection is gone or was given up. */
  readonly open: boolean;
  /** As the server said with its last answer. */
  readonly transaction?: { readonly open: boolean; readonly autocommit: boolean } | undefined;
  /** One statement, no terminator. Never rejects. */
  query(statement: string, options?: QueryOptions): Promise<QueryOutcome>;
  close(): Promise<void>;
}

export type ConnectOutcome =
  | { readonly status: "connected"; readonly session: Session }
  /** `message` names node, host and port and what to do. */
  | { readonly status: "refused"; readonly message: string; readonly errno?: number };

export interface Connector {
  connect(cluster: Cluster, node: ClusterNode, signal?: AbortSignal): Promise<ConnectOutcome>;
}

/** A hash of a text that comes in pieces. */
export interface TextHash {
  /** Returns the number of bytes that the piece has in UTF-8. */
  add(text: string): number;
  /** SHA-256, lower-case hex. */
  digest(): string;
}

export interface ProcessRequest {
  /** Run over the system's ssh there; the environment then has to be a part of the script. */
  readonly ssh?: { readonly destination: string };
  readonly script: string;
  /** Variables of the run; the rest of the environment is an allow-list. */
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  onOutput(stream: "stdout" | "stderr", text: string): void;
}

/** What a script left: of its output the last MiB of each stream, and what of it still runs. */
export interface ProcessRemains {
  readonly stdout: string;
  readonly stderr: string;
  /** Bytes before what is kept. */
  readonly lost?: { readonly stdout: number; readonly stderr: number };
  /** Processes on this machine that it started and that still run, as far as they can be found. */
  readonly left?: readonly LeftProcess[];
}

export interface LeftProcess {
  readonly pid: number;
  /** Of its program. */
  readonly name: string;
}

export type ProcessOutcome =
  | ({
      readonly status: "exited";
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly durationUs: number;
    } & ProcessRemains)
  /** The signal fired, and the process group of the script is gone. */
  | ({ readonly status: "aborted"; readonly signal: string | null; readonly durationUs: number } & ProcessRemains)
  | { readonly status: "not-started"; readonly message: string };

export interface ProcessRunner {
  /** Runs `bash --noprofile --norc -euo pipefail` on the script in a process group of its own, stdin closed. */
  run(request: ProcessRequest, signal: AbortSignal): Promise<ProcessOutcome>;
}

/** The person at the keyboard. `undefined` means that nobody can be asked: the caller refuses rather than assume. */
export interface Operator {
  confirm(question: string, detail: string, signal: AbortSignal): Promise<boolean | undefined>;
  /** Asks for an input's value; a secret is not echoed. */
  ask(
    question: string,
    options: {
      readonly secret: boolean;
      /** The answers there are, the one that does least first. */
      readonly choices?: readonly string[];
      /** What a choice means, where its word alone does not say. */
      readonly meanings?: Readonly<Record<string, string>>;
    },
  ): Promise<string | undefined>;
  /**
   * Hands on what is pasted, until the signal fires; `paste` resolves with what to say about it. `stopped`: the person does
   * not want to wait any longer. Absent where nobody could paste anything.
   */
  approvals?(
    wanted: WantedApprovals,
    paste: (text: string) => Promise<string>,
    signal: AbortSignal,
  ): Promise<"over" | "stopped">;
}

export interface WantedApprovals {
  readonly step: string;
  readonly needed: number;
  /** Names and proofs, for a person. */
  readonly approvers: readonly string[];
  /** SHA-256 of the request. Its first digits are its number for people. */
  readonly request: string;
  /** The request as one line to hand over. */
  readonly code: string;
  /** Where approvers on this machine find it. */
  readonly file?: string;
  /** UTC, ISO 8601. */
  readonly expires: string;
}

/** A request that is open: where it lies, and what came in for it. */
export interface OpenRequest {
  readonly code: string;
  readonly file?: string;
  /** Why it lies nowhere on this machine. */
  readonly problem?: string;
  /** Answers that nobody has seen yet. Never rejects. */
  poll(): Promise<readonly Offer[]>;
  close(): Promise<void>;
}

/** Who runs this, by name as well. */
export interface OperatorFacts extends OperatorIdentity {
  readonly user: string;
  readonly host: string;
}

/** The ways on which other people's approvals come in. */
export interface ApprovalDesk {
  operator(): Promise<OperatorFacts>;
  /** The exchange folder was named for this run, so that somebody looks into it. */
  readonly isNamed: boolean;
  /** Number of a user of this machine; undefined when it has no such user, or users can't be told apart by files. */
  uidOf(user: string): Promise<number | undefined>;
  /** 32 random hex digits. */
  nonce(): string;
  readonly checkSignature: CheckSignature;
  readonly sha256: (bytes: Uint8Array) => string;
  /** `text`: canonical. `forUsers`: an OS user of this machine may answer, so that it has to lie where that one finds it. Never rejects. */
  publish(request: { readonly text: string; readonly hash: string }, forUsers: boolean): Promise<OpenRequest>;
  /** What was pasted; undefined when it is no answer at all. */
  readPasted(text: string): Offer | undefined;
}

/** Who has a lock, as its file says. */
export interface LockHolder {
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  /** `cli` or `editor`. */
  readonly client: string;
  readonly logId: string;
  readonly runbook: string;
  /** UTC, ISO 8601. */
  readonly since: string;
}

export interface HeldLockFile {
  /** Of a process that ended without giving it back. */
  readonly takenOverFrom?: LockHolder;
  /** Of whoever had it until it was broken. */
  readonly brokenFrom?: LockHolder;
  /** Who has it now, when it was broken or is gone; undefined while it is still ours. */
  lost(): Promise<string | undefined>;
  release(): Promise<void>;
}

export type LockFileOutcome =
  | { readonly status: "held"; readonly lock: HeldLockFile }
  | { readonly status: "refused"; readonly holder: LockHolder }
  /** `message` says what is wrong with the file, then what to do. */
  | { readonly status: "failed"; readonly message: string };

/** Locks between the processes of one machine, and between the runs of one process. */
export interface LockFiles {
  /** `name` becomes a file name. Never rejects. */
  acquire(
    name: string,
    about: { readonly logId: string; readonly runbook: string; readonly breakIt?: boolean },
  ): Promise<LockFileOutcome>;
}
