import { canonicalLine, canonicalText } from "./canonical-line.ts";
import { leafHash, type Sha256 } from "./leaf-hash.ts";
import type { EntryBody, Json } from "./types.ts";

export const formatVersion = 1;

/** Who wrote the log: the same in every entry. */
export interface Actor {
  /** Of the operating system. */
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  /** `cli` or `editor`, and the product's version. */
  readonly client: string;
  readonly version: string;
}

export interface Moment {
  /** Milliseconds since the epoch, UTC. */
  readonly now: number;
  /** Monotonic microseconds; comparable within one `boot`. */
  readonly monoUs: number;
  readonly boot: string;
}

/** An entry whose line is built but not yet on disk. */
export interface BuiltEntry {
  readonly seq: number;
  /** Without line feed. */
  readonly line: Uint8Array;
  readonly hash: string;
}

/** Builds the entries of one log in order. `seq` is 0-based, so that it is also the index of the leaf in the tree; the first `prev` is empty. */
export class EntryChain {
  readonly #log: string;
  readonly #actor: Actor;
  readonly #sha256: Sha256;
  #seq = 0;
  #prev = "";

  constructor(log: string, actor: Actor, sha256: Sha256) {
    this.#log = log;
    this.#actor = actor;
    this.#sha256 = sha256;
  }

  get length(): number {
    return this.#seq;
  }

  /** Throws RangeError when the body has no canonical line; the chain is then unchanged. */
  add(body: EntryBody, moment: Moment): BuiltEntry {
    const envelope: Record<string, Json> = {
      ...body,
      v: formatVersion,
      log: this.#log,
      seq: this.#seq,
      prev: this.#prev,
      time: new Date(moment.now).toISOString(),
      mono: moment.monoUs,
      boot: moment.boot,
      actor: { ...this.#actor },
    };
    if (body.type === "log.closed") envelope["sum"] = entrySum(envelope, this.#sha256);
    const line = canonicalLine(envelope);
    const entry = { seq: this.#seq, line, hash: leafHash(line, this.#sha256) };
    this.#seq++;
    this.#prev = entry.hash;
    return entry;
  }
}

/** No entry follows the last one to vouch for it, so `log.closed` carries the hash of its own other fields. */
export function entrySum(entry: Readonly<Record<string, Json>>, sha256: Sha256): string {
  const { sum: _, ...rest } = entry;
  return sha256(new TextEncoder().encode(canonicalText(rest)));
}
