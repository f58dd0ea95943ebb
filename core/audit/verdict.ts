export type TamperReason =
  | "edited" // the next entry records another hash for it
  | "deleted" // a sequence number is missing
  | "moved" // a sequence number stands later than it should
  | "duplicated"
  | "inserted" // an entry that does not belong where it stands
  | "foreign" // an entry of another log
  | "not-canonical" // bytes that the writer never writes
  | "outcome-without-intent";

export type GapReason =
  | "empty"
  | "torn-tail" // the last line has no line feed: a write was cut off
  | "not-closed" // no log.closed: the end may be missing
  | "intent-without-outcome";

export interface Gap {
  readonly reason: GapReason;
  /** First entry that is missing or without an answer. */
  readonly entry: number;
  readonly message: string;
}

export type LogVerdict =
  /** Nothing outside of the log vouches for it yet: a chain that was rewritten as a whole is not noticed. */
  | { readonly verdict: "VERIFIED"; readonly entries: number; readonly head: string; readonly anchored: "chain-only" }
  | {
      readonly verdict: "TAMPERED";
      readonly reason: TamperReason;
      /** 0-based position of the first entry that can't be trusted: the sequence number it has or should have. */
      readonly entry: number;
      /** Offset in the file of that entry's first byte. */
      readonly byte: number;
      readonly message: string;
    }
  | { readonly verdict: "INCOMPLETE"; readonly entries: number; readonly head: string; readonly gaps: readonly Gap[] }
  | { readonly verdict: "UNVERIFIABLE"; readonly reason: "unreadable" | "unknown-format"; readonly message: string };
