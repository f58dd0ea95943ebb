import { canonicalText, maxLineBytes } from "./canonical-line.ts";
import { entrySum, formatVersion } from "./entry.ts";
import { leafHash, type Sha256 } from "./leaf-hash.ts";
import type { Json } from "./types.ts";
import type { Gap, LogVerdict, TamperReason } from "./verdict.ts";

interface Seen {
  readonly seq: number;
  readonly byte: number;
  readonly hash: string;
}

interface Finding extends Seen {
  readonly reason: TamperReason;
  readonly message: string;
}

type Entry = Readonly<Record<string, Json>>;

export interface VerifyOptions {
  readonly sha256: Sha256;
  /** Id that the log must have: the name of its folder. A moved or renamed log has another. */
  readonly log?: string;
}

/**
 * Checks one log line by line in constant memory. Feed every line that ends in a line feed to `line`, then call `finish`
 * with what stands after the last line feed. Reads on after the first bad entry only to say better what happened to it.
 */
export class LogVerifier {
  readonly #sha256: Sha256;
  #log: string | undefined;
  #previous: Seen | undefined;
  #byte = 0;
  #finding: Finding | undefined;
  /** The chain broke at the last line: the following line tells whether it or its predecessor was edited. */
  #broken: Seen | undefined;
  #unknownFormat: string | undefined;
  #closed = false;
  readonly #openIntents = new Map<number, string>();

  constructor(options: VerifyOptions) {
    this.#sha256 = options.sha256;
    this.#log = options.log;
  }

  line(bytes: Uint8Array): void {
    const byte = this.#byte;
    this.#byte += bytes.length + 1;
    if (this.#unknownFormat !== undefined) return;
    const seq = this.#previous === undefined ? 0 : this.#previous.seq + 1;
    const here: Seen = { seq, byte, hash: leafHash(bytes, this.#sha256) };
    const entry = readCanonical(bytes);
    if (this.#finding !== undefined) {
      if (entry !== undefined) this.#refine(this.#finding, entry);
      return;
    }
    if (entry === undefined) {
      this.#settleBroken(undefined);
      if (this.#finding === undefined) this.#found("not-canonical", here, "holds bytes that this product never writes");
      return;
    }
    if (entry["v"] !== formatVersion) {
      this.#unknownFormat = JSON.stringify(entry["v"] ?? null);
      return;
    }
    this.#settleBroken(entry);
    if (this.#finding === undefined) this.#check(entry, here);
  }

  /** `tail`: the bytes after the last line feed. */
  finish(tail: Uint8Array): LogVerdict {
    this.#settleBroken(undefined);
    if (this.#unknownFormat !== undefined) {
      return {
        verdict: "UNVERIFIABLE",
        reason: "unknown-format",
        message: `The log has format version ${this.#unknownFormat}; this version reads ${formatVersion}. Verify it with the version that wrote it.`,
      };
    }
    const next = this.#previous === undefined ? 0 : this.#previous.seq + 1;
    if (this.#finding === undefined && tail.length > 0 && this.#closed) {
      this.#found("inserted", { seq: next, byte: this.#byte, hash: "" }, "stands after the end of the log");
    }
    if (this.#finding !== undefined) {
      const { reason, seq, byte, message } = this.#finding;
      return { verdict: "TAMPERED", reason, entry: seq, byte, message };
    }
    const gaps = this.#gaps(next, tail.length);
    const head = this.#previous?.hash ?? "";
    if (gaps.length > 0) return { verdict: "INCOMPLETE", entries: next, head, gaps };
    return { verdict: "VERIFIED", entries: next, head, anchored: "chain-only" };
  }

  #check(entry: Entry, here: Seen): void {
    const { seq } = here;
    const found = entry["seq"];
    if (this.#log === undefined && seq === 0 && typeof entry["log"] === "string") this.#log = entry["log"];
    if (this.#closed) {
      this.#found("inserted", here, "stands after the end of the log");
    } else if (entry["log"] !== this.#log) {
      this.#found("foreign", here, `belongs to the log ${JSON.stringify(entry["log"] ?? null)}`);
    } else if (typeof found !== "number" || found < seq) {
      const twice = here.hash === this.#previous?.hash;
      this.#found(
        twice ? "duplicated" : "inserted",
        here,
        twice ? "stands there twice" : `has the number ${JSON.stringify(found ?? null)}, which was there before`,
      );
    } else if (found > seq) {
      this.#found("deleted", here, `is missing: number ${found} stands in its place`);
    } else if (seq === 0 && (entry["type"] !== "log.opened" || entry["prev"] !== "")) {
      this.#found("edited", here, "is the first one and does not open a log");
    } else if ((entry["type"] === "log.closed" || "sum" in entry) && entry["sum"] !== entrySum(entry, this.#sha256)) {
      this.#found("edited", here, "was changed after it was written");
    } else if (seq > 0 && entry["prev"] !== this.#previous?.hash) {
      this.#broken = here;
    } else {
      this.#pair(entry, here);
      this.#previous = here;
    }
  }

  /** The chain broke between `previous` and `broken`. If `next` vouches for `broken`, it is its predecessor that was edited. */
  #settleBroken(next: Entry | undefined): void {
    const broken = this.#broken;
    if (broken === undefined || this.#previous === undefined) return;
    this.#broken = undefined;
    const itself = next !== undefined && next["prev"] !== broken.hash;
    this.#found("edited", itself ? broken : this.#previous, "was changed after it was written");
  }

  #refine(finding: Finding, entry: Entry): void {
    if (finding.reason === "deleted" && entry["seq"] === finding.seq) {
      this.#finding = {
        ...finding,
        reason: "moved",
        message: `Entry ${finding.seq} does not stand in its place but further down. Trust nothing from byte ${finding.byte} on.`,
      };
    }
  }

  #pair(entry: Entry, here: Seen): void {
    const type = entry["type"];
    if (type === "log.closed") this.#closed = true;
    if (type === "step.intended") this.#openIntents.set(here.seq, nameOf(entry));
    if (type !== "step.finished" && type !== "step.unknown") return;
    const intent = entry["intent"];
    if (typeof intent === "number" && this.#openIntents.delete(intent)) return;
    this.#found("outcome-without-intent", here, "is an outcome that answers no intent");
  }

  #gaps(next: number, tailLength: number): Gap[] {
    const gaps: Gap[] = [];
    if (next === 0 && tailLength === 0) gaps.push({ reason: "empty", entry: 0, message: "The log is empty." });
    if (tailLength > 0) {
      gaps.push({
        reason: "torn-tail",
        entry: next,
        message: `The last line was cut off after ${tailLength} bytes: it was never acknowledged.`,
      });
    }
    for (const [entry, name] of this.#openIntents) {
      gaps.push({
        reason: "intent-without-outcome",
        entry,
        message: `Nothing says how ${name} ended: its effect is unknown. Look at the server.`,
      });
    }
    if (!this.#closed && next > 0) {
      gaps.push({
        reason: "not-closed",
        entry: next,
        message: "The log was not closed: the run was cut off, is still going on, or the end of the log was removed.",
      });
    }
    return gaps;
  }

  #found(reason: TamperReason, at: Seen, what: string): void {
    this.#finding = { ...at, reason, message: `Entry ${at.seq} ${what}. Trust nothing from byte ${at.byte} on.` };
  }
}

/** Verifies a whole log that is in memory. */
export function verifyLog(bytes: Uint8Array, options: VerifyOptions): LogVerdict {
  const verifier = new LogVerifier(options);
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    verifier.line(bytes.subarray(start, end));
    start = end + 1;
  }
  return verifier.finish(bytes.subarray(start));
}

function readCanonical(bytes: Uint8Array): Entry | undefined {
  if (bytes.length > maxLineBytes) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const value = JSON.parse(text) as Json;
    if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
    return canonicalText(value) === text ? (value as Entry) : undefined;
  } catch {
    return undefined;
  }
}

function nameOf(entry: Entry): string {
  const step = entry["step"] as { readonly name?: Json } | undefined;
  const name = typeof step?.name === "string" ? `step ${step.name}` : "a step";
  return typeof entry["move"] === "string" ? `${entry["move"]} of ${name}` : name;
}
