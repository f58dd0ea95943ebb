/** JSON as RFC 8785 writes it, without floats: 64-bit numbers are strings. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type EntryType =
  | "log.opened"
  | "log.closed"
  | "log.recovered"
  | "run.started"
  | "run.resumed"
  | "run.halted"
  | "run.finished"
  | "step.intended"
  | "step.confirmed"
  | "step.finished"
  | "step.refused"
  | "step.skipped"
  | "step.unknown"
  | "approval.requested"
  | "approval.rejected"
  | "approval.denied"
  | "approval.given"
  | "variable.bound"
  | "topology.observed"
  | "lock.acquired"
  | "lock.refused"
  | "lock.broken"
  | "clock.jumped"
  | "export.created"
  | "log.pruned";

/** What the caller says; the trail adds v, log, seq, prev, time, mono, boot and actor. Already redacted. */
export interface EntryBody {
  readonly type: EntryType;
  readonly [field: string]: Json;
}

export interface Written {
  readonly seq: number;
  /** RFC 6962 leaf hash of the line, lower-case hex: SHA-256 of 0x00 and the bytes without the line feed. */
  readonly hash: string;
}

/** Rejects with this when an entry could not be made durable: the log is poisoned and nothing may be executed. */
export class TrailError extends Error {
  override readonly name = "TrailError";
}

export interface AppendOptions {
  /** Another entry follows in a moment: this one may wait for it, to reach the disk by the same flush. */
  readonly followed?: boolean;
  /** A checkpoint settles it before it is acknowledged, whatever its type. */
  readonly sealed?: boolean;
}

/** One log, of one run. */
export interface Trail {
  readonly logId: string;
  /** Where the log lies, for a person. */
  readonly location: string;
  /** Resolves once the entry is on disk (written completely, fdatasync returned). */
  append(body: EntryBody, options?: AppendOptions): Promise<Written>;
  /** Keeps an output that is too large for a line beside the log, already redacted; resolves with its SHA-256, which an entry then names as `blob`. */
  keep?(bytes: Uint8Array): Promise<string>;
  /** Writes `log.closed`. */
  close(): Promise<void>;
}
