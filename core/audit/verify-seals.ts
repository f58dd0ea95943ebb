import { type Checkpoint, parseCheckpoint, type TreeHead } from "./checkpoint.ts";
import type { Sha256 } from "./leaf-hash.ts";
import { type Certified, readCertificate } from "./log-key.ts";
import { type CheckSignature, isSignedBy, type VerifierKey } from "./note.ts";
import { type Entry, textAt } from "./read-entry.ts";
import { isSealed } from "./sealing.ts";
import type { Anchored, Finding, Gap, Remark, TamperReason } from "./verdict.ts";
import type { Accepted, ChainVerifier } from "./verify-chain.ts";

/** What somebody else says about the log. */
export interface Anchor extends TreeHead {
  readonly kind: "later-log" | "outside";
  /** For a message: where it comes from. */
  readonly where: string;
}

export interface SealOptions {
  readonly sha256: Sha256;
  readonly checkSignature: CheckSignature;
  /** Keys of installations. */
  readonly trusted: readonly VerifierKey[];
  /** The log lies among others, so that a copy of its newest checkpoint has to lie under `heads`; its text, where it does. */
  readonly headCopy?: { readonly text: string | undefined };
  readonly anchors: readonly Anchor[];
}

type Key = Certified | { readonly status: "unread" | "none" };

/** Holds the chain of a log against its checkpoints, their copy and what other logs say, while the entries pass by. */
export class SealVerifier {
  readonly #options: SealOptions;
  readonly #anchors: Anchor[];
  readonly #remarks: Remark[] = [];
  /** Anchors that the log agrees with. */
  readonly #vouched: Anchor[] = [];
  #key: Key = { status: "unread" };
  #pending: { readonly text: string; readonly checkpoint: Checkpoint | undefined } | undefined;
  #more = true;
  #torn = false;
  #last: TreeHead | undefined;
  #previous: TreeHead | undefined;
  /** Up to here all is settled: entries, and bytes of the log. */
  #sealed = { size: 0, byte: 0 };
  /** Size that has to be settled before another entry. */
  #due = 0;
  #finding: Finding | undefined;
  /** The entry that can't be trusted is one before this. */
  #before = Number.POSITIVE_INFINITY;
  #anchored: Anchored = "chain-only";

  constructor(options: SealOptions) {
    this.#options = options;
    this.#anchors = [...options.anchors].sort((a, b) => a.size - b.size);
  }

  get wantsCheckpoint(): boolean {
    return this.#more && this.#pending === undefined && this.#finding === undefined;
  }

  get key(): Key {
    return this.#key;
  }

  get sealedSize(): number {
    return this.#sealed.size;
  }

  get anchored(): Anchored {
    return this.#anchored;
  }

  get remarks(): readonly Remark[] {
    return this.#remarks;
  }

  /** The next note of the file of checkpoints, or undefined when there are no more; `torn`: something is left that is no note. */
  checkpoint(text: string | undefined, torn = false): void {
    if (text === undefined) {
      this.#more = false;
      this.#torn = torn;
      return;
    }
    const checkpoint = parseCheckpoint(text);
    this.#pending = { text, checkpoint };
    if (checkpoint === undefined) {
      this.#found("not-canonical", "A checkpoint of the log holds bytes that this product never writes.");
    } else if (this.#last !== undefined && checkpoint.size <= this.#last.size) {
      this.#found(
        "checkpoints-swapped",
        `A checkpoint for ${checkpoint.size} entries stands behind the one for ${this.#last.size}.`,
      );
    }
  }

  /** After each entry that the chain accepted. */
  entry(accepted: Accepted, chain: ChainVerifier): void {
    if (this.#finding !== undefined) return;
    const { entry, seq } = accepted;
    if (seq === 0) this.#readKey(entry);
    if (this.#due > this.#sealed.size) {
      this.#before = this.#due;
      this.#found("checkpoint-missing", `The checkpoint for ${this.#due} entries is missing, and entries follow.`);
      return;
    }
    if (isSealed(entry)) this.#due = chain.size;
    this.#compare(chain);
  }

  /** Returns what is missing. `closed`: the log has its end. */
  finish(chain: ChainVerifier): Gap[] {
    if (this.#finding !== undefined || chain.finding !== undefined) return [];
    this.#checkEnd(chain);
    const gaps: Gap[] = [];
    if (this.#torn) {
      gaps.push({ reason: "torn-checkpoint", entry: this.#sealed.size, message: "The last checkpoint was cut off." });
    }
    if (this.#sealed.size < chain.size) {
      gaps.push({
        reason: "unsealed",
        entry: this.#sealed.size,
        message: `Entries ${this.#sealed.size} to ${chain.size - 1} stand behind the last checkpoint: they are unsealed, and nothing settles what they were.`,
      });
    }
    if (this.#options.headCopy !== undefined) this.#checkCopy(chain, gaps);
    const [outside] = this.#vouched.filter(({ kind }) => kind === "outside").toReversed();
    if (outside !== undefined && outside.size < chain.size) {
      this.#remarks.push({
        reason: "anchored-below",
        entry: outside.size,
        message: `${outside.where} vouches for the first ${outside.size} of ${chain.size} entries.`,
      });
    }
    return gaps;
  }

  /** The finding about the seals, unless the chain names a place in the same stretch more precisely. */
  finding(chain: Finding | undefined): Finding | undefined {
    if (this.#finding === undefined) return chain;
    return chain !== undefined && chain.entry < this.#before ? chain : this.#finding;
  }

  #readKey(entry: Entry): void {
    const certificate = textAt(entry, "key", "certificate");
    const { trusted } = this.#options;
    this.#key =
      certificate === undefined
        ? { status: "none" }
        : readCertificate(certificate, textAt(entry, "log") ?? "", trusted, this.#options);
    if (this.#key.status === "invalid") {
      this.#before = 1;
      this.#found("forged", "The certificate of the log's key is not signed by the installation that it names.");
    }
  }

  #compare(chain: ChainVerifier): void {
    const root = () => chain.root();
    const pending = this.#pending?.checkpoint;
    if (pending?.size === chain.size) {
      this.#pending = undefined;
      this.#before = chain.size;
      if (!this.#isGenuine(pending)) return;
      if (pending.root !== root()) {
        this.#rewritten("a checkpoint of its own");
        return;
      }
      this.#previous = this.#last;
      this.#last = pending;
      this.#sealed = { size: chain.size, byte: chain.bytes };
      this.#anchored = "checkpoint";
    }
    for (let next = this.#anchors[0]; next !== undefined && next.size <= chain.size; next = this.#anchors[0]) {
      this.#anchors.shift();
      if (next.size !== chain.size) continue;
      this.#before = chain.size;
      if (next.root !== root()) {
        this.#rewritten(next.where);
        return;
      }
      this.#vouched.push(next);
    }
  }

  #rewritten(where: string): void {
    this.#found("rewritten", `Its entries are not the ones that ${where} settled.`);
  }

  #isGenuine(checkpoint: Checkpoint): boolean {
    const key = this.#key;
    if (key.status === "none") return true;
    if (key.status !== "certified" && key.status !== "unknown-key") return false;
    if (checkpoint.note.signature.name !== key.key.name) {
      this.#found("foreign", `A checkpoint belongs to the log ${checkpoint.log}.`);
      return false;
    }
    if (isSignedBy(checkpoint.note, key.key, this.#options.checkSignature)) return true;
    this.#found("forged", `The checkpoint for ${checkpoint.size} entries is not signed with the log's key.`);
    return false;
  }

  /** Checkpoints and anchors that speak of more entries than there are. */
  #checkEnd(chain: ChainVerifier): void {
    const pending = this.#pending?.checkpoint;
    const beyond = pending ?? this.#anchors[0];
    if (beyond === undefined) {
      for (const kind of ["later-log", "outside"] as const) {
        if (this.#vouched.some((anchor) => anchor.kind === kind && anchor.size === chain.size)) this.#anchored = kind;
      }
      return;
    }
    const where = pending ? "a checkpoint of its own" : (this.#anchors[0]?.where ?? "");
    this.#finding = {
      reason: pending ? "cut" : "rolled-back",
      entry: chain.size,
      byte: chain.bytes,
      message: `The log ends before entry ${chain.size}; ${where} knows ${beyond.size} entries. Find the missing ones before you trust it.`,
    };
  }

  /** The copy is written after the checkpoint: it can be one behind, never ahead. */
  #checkCopy(chain: ChainVerifier, gaps: Gap[]): void {
    if (this.#finding !== undefined) return;
    const text = this.#options.headCopy?.text;
    if (text === undefined) {
      if (chain.size === 0) return;
      if (chain.size > 1)
        this.#found("checkpoint-missing", "The copy of its newest checkpoint under heads is missing.");
      else
        gaps.push({
          reason: "head-behind",
          entry: 0,
          message: "The log was cut off before its checkpoint was copied to heads.",
        });
      return;
    }
    const copy = parseCheckpoint(text);
    if (copy === undefined) {
      this.#found(
        "not-canonical",
        "The copy of its newest checkpoint under heads holds bytes that this product never writes.",
      );
      return;
    }
    // Without a first entry there is no key to check it with, and nothing that it could have settled.
    if (chain.size > 0 && !this.#isGenuine(copy)) return;
    const same = (head: TreeHead | undefined) => head?.size === copy.size && head.root === copy.root;
    if (same(this.#last)) {
      if (this.#anchored === "checkpoint") this.#anchored = "head";
    } else if (same(this.#previous)) {
      gaps.push({
        reason: "head-behind",
        entry: copy.size,
        message:
          "The copy of its newest checkpoint under heads is one older: the run was cut off, or the copy was set back.",
      });
    } else if (copy.size > this.#sealed.size) {
      this.#found(
        "rolled-back",
        `The copy under heads knows a checkpoint for ${copy.size} entries, the log's own newest one is for ${this.#sealed.size}.`,
      );
    } else if (copy.size === this.#sealed.size) {
      this.#found("rewritten", "Its entries are not the ones that the copy under heads settled.");
    } else {
      this.#found(
        "rolled-back",
        `The copy of its newest checkpoint under heads is for ${copy.size} entries, and checkpoints follow it.`,
      );
    }
  }

  #found(reason: TamperReason, what: string): void {
    const { size: entry, byte } = this.#sealed;
    this.#finding ??= { reason, entry, byte, message: `${what} Trust nothing from entry ${entry}, byte ${byte}, on.` };
  }
}
