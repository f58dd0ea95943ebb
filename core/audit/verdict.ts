export type TamperReason =
  | "edited" // the next entry records another hash for it
  | "deleted" // a sequence number is missing
  | "moved" // a sequence number stands later than it should
  | "duplicated"
  | "inserted" // an entry that does not belong where it stands
  | "foreign" // an entry, a checkpoint or a log of another one's
  | "not-canonical" // bytes that the writer never writes
  | "outcome-without-intent"
  | "approval-invalid" // a step with approve= was begun without them, or one of them is none
  | "impossible-time" // the clock jumped and the log does not say so
  | "rewritten" // the chain holds, and is not the one that a checkpoint settled
  | "cut" // shorter than a checkpoint says
  | "rolled-back" // older than a checkpoint that is kept elsewhere
  | "forged" // a signature that is none
  | "checkpoint-missing"
  | "checkpoints-swapped"
  | "blob-missing"
  | "blob-changed"
  | "unnamed-file" // nothing in the log speaks of it
  | "log-missing" // something that is there speaks of it
  | "linked"; // a link stands where a file should be

export type GapReason =
  | "empty"
  | "torn-tail" // the last line has no line feed: a write was cut off
  | "torn-checkpoint"
  | "not-closed" // no log.closed: the end may be missing
  | "unsealed" // entries behind the last checkpoint: nothing settles them
  | "head-behind" // the copy of the newest checkpoint is one older
  | "unnamed-blob" // of a log that was cut off
  | "intent-without-outcome";

export interface Gap {
  readonly reason: GapReason;
  /** First entry that is missing, without an answer or not sealed. */
  readonly entry: number;
  readonly message: string;
}

/** What a reader should know of a log that is otherwise in order. */
export interface Remark {
  readonly reason:
    | "clock-jumped"
    | "recovered"
    | "recovers"
    | "anchored-below"
    | "approved"
    | "prunes"
    | "key-first-seen";
  readonly entry: number;
  readonly message: string;
}

/**
 * What vouches for the end of the log, the strongest that there is: nothing outside of it; its own signed checkpoint; the
 * copy of that under `heads`; a later log that names it; a checkpoint that the caller brought along.
 */
export type Anchored = "chain-only" | "checkpoint" | "head" | "later-log" | "outside";

export type LogVerdict =
  | {
      readonly verdict: "VERIFIED";
      readonly entries: number;
      /** Leaf hash of the last entry. */
      readonly head: string;
      /** Of the tree over all entries. */
      readonly root: string;
      readonly anchored: Anchored;
      /** Verifier key of the installation that certified the log's key; absent when only the chain was looked at. */
      readonly key?: string;
      readonly remarks: readonly Remark[];
    }
  | {
      readonly verdict: "TAMPERED";
      readonly reason: TamperReason;
      /** 0-based position of the first entry that can't be trusted: the sequence number it has or should have. */
      readonly entry: number;
      /** Offset in the file of that entry's first byte. */
      readonly byte: number;
      readonly message: string;
    }
  | {
      readonly verdict: "INCOMPLETE";
      readonly entries: number;
      readonly head: string;
      readonly root: string;
      /** Entries that a checkpoint settles: those before this one. */
      readonly sealed: number;
      readonly gaps: readonly Gap[];
      readonly remarks: readonly Remark[];
    }
  | {
      readonly verdict: "UNVERIFIABLE";
      readonly reason: "unreadable" | "unknown-format" | "no-key" | "unknown-key";
      readonly message: string;
    };

export interface Finding {
  readonly reason: TamperReason;
  readonly entry: number;
  readonly byte: number;
  readonly message: string;
}
