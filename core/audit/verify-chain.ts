import { ClockWatch } from "./clock-watch.ts";
import { entrySum, formatVersion } from "./entry.ts";
import { headsIn } from "./heads.ts";
import { Intents } from "./intents.ts";
import { leafHash, type Sha256 } from "./leaf-hash.ts";
import { type Entry, readEntry, textAt } from "./read-entry.ts";
import { MerkleTree } from "./tree.ts";
import type { Finding, Gap, Remark, TamperReason } from "./verdict.ts";

interface Place {
  readonly seq: number;
  readonly byte: number;
  readonly hash: string;
}

/** An entry that stands where its predecessor says. */
export interface Accepted {
  readonly entry: Entry;
  readonly seq: number;
  readonly byte: number;
  readonly hash: string;
}

/**
 * Checks lines, order and links of one log in constant memory. Feed every line that ends in a line feed to `line`, then
 * call `finish` with what stands after the last line feed. Reads on after the first bad entry only to say better what
 * happened to it.
 */
export class ChainVerifier {
  readonly #sha256: Sha256;
  readonly #tree: MerkleTree;
  readonly #intents = new Intents();
  readonly #clock = new ClockWatch();
  readonly #remarks: Remark[] = [];
  #log: string | undefined;
  #previous: Place | undefined;
  #byte = 0;
  #finding: Finding | undefined;
  /** The chain broke at the last line: the following line tells whether it or its predecessor was edited. */
  #broken: Place | undefined;
  /** Counts at the end only: an entry that was edited says so more plainly. */
  #late: Finding | undefined;
  #unknownFormat: string | undefined;
  #closed = false;

  /** `log`: id that the log must have. */
  constructor(sha256: Sha256, log?: string) {
    this.#sha256 = sha256;
    this.#tree = new MerkleTree(sha256);
    this.#log = log;
  }

  /** Entries accepted so far. */
  get size(): number {
    return this.#tree.size;
  }

  get head(): string {
    return this.#previous?.hash ?? "";
  }

  get finding(): Finding | undefined {
    return this.#finding;
  }

  get unknownFormat(): string | undefined {
    return this.#unknownFormat;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Offset of the byte behind all lines so far. */
  get bytes(): number {
    return this.#byte;
  }

  get remarks(): readonly Remark[] {
    return this.#remarks;
  }

  /** Intents that nothing has answered so far. */
  get openIntents(): Intents["open"] {
    return this.#intents.open;
  }

  root(): string {
    return this.#tree.root();
  }

  /** The entry, when it stands where its predecessor says. */
  line(bytes: Uint8Array): Accepted | undefined {
    const byte = this.#byte;
    this.#byte += bytes.length + 1;
    if (this.#unknownFormat !== undefined) return undefined;
    const here: Place = { seq: this.#tree.size, byte, hash: leafHash(bytes, this.#sha256) };
    const entry = readEntry(bytes);
    if (this.#finding !== undefined) {
      if (entry !== undefined) this.#refine(this.#finding, entry);
      return undefined;
    }
    if (entry === undefined) {
      this.#settleBroken(undefined);
      if (this.#finding === undefined) this.#found("not-canonical", here, "holds bytes that this product never writes");
      return undefined;
    }
    if (entry["v"] !== formatVersion) {
      this.#settleBroken(undefined);
      if (here.seq > 0) this.#found("edited", here, "has another format version than the entries before it");
      else this.#unknownFormat = JSON.stringify(entry["v"] ?? null);
      return undefined;
    }
    this.#settleBroken(entry);
    return this.#finding === undefined ? this.#check(entry, here) : undefined;
  }

  /** `tail`: the bytes after the last line feed. Returns what is missing. */
  finish(tail: Uint8Array): Gap[] {
    this.#settleBroken(undefined);
    const next = this.#tree.size;
    if (this.#finding === undefined && tail.length > 0 && this.#closed) {
      this.#found("inserted", { seq: next, byte: this.#byte, hash: "" }, "stands after the end of the log");
    }
    if (this.#late !== undefined && this.#late.entry < (this.#finding?.entry ?? Number.POSITIVE_INFINITY)) {
      this.#finding = this.#late;
    }
    return this.#gaps(next, tail.length);
  }

  #check(entry: Entry, here: Place): Accepted | undefined {
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
      return this.#accept(entry, here);
    }
    return undefined;
  }

  #accept(entry: Entry, here: Place): Accepted | undefined {
    if (entry["type"] === "log.closed") this.#closed = true;
    this.#tellTime(entry, here);
    if (!this.#intents.add(entry, here.seq))
      this.#found("outcome-without-intent", here, "is an outcome that answers no intent");
    if (this.#finding !== undefined) return undefined;
    this.#tree.add(here.hash);
    this.#previous = here;
    if (entry["type"] === "log.pruned") {
      const message = `Entry ${here.seq} records that ${headsIn(entry).length} logs were removed on purpose.`;
      this.#remarks.push({ reason: "prunes", entry: here.seq, message });
    }
    return { entry, seq: here.seq, byte: here.byte, hash: here.hash };
  }

  /** The writer notes a jump in an entry of its own, which is the first one after it. */
  #tellTime(entry: Entry, here: Place): void {
    const [time, mono, boot] = [Date.parse(textAt(entry, "time") ?? ""), entry["mono"], entry["boot"]];
    if (typeof mono !== "number" || typeof boot !== "string" || Number.isNaN(time)) {
      this.#found("edited", here, "does not say when it was written");
      return;
    }
    const jumped = this.#clock.jump(time, mono, boot);
    if (jumped === 0) return;
    const message = `The clock of the machine jumped by ${(jumped / 1000).toFixed(1)} s before entry ${here.seq}.`;
    if (entry["type"] === "clock.jumped") this.#remarks.push({ reason: "clock-jumped", entry: here.seq, message });
    else
      this.#late ??= toFinding(
        "impossible-time",
        here,
        `has a time ${(jumped / 1000).toFixed(1)} s off, and no entry notes a jump`,
      );
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
    if (finding.reason === "deleted" && entry["seq"] === finding.entry) {
      this.#finding = {
        ...finding,
        reason: "moved",
        message: `Entry ${finding.entry} does not stand in its place but further down. Trust nothing from byte ${finding.byte} on.`,
      };
    }
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
    for (const { seq, name } of this.#intents.open) {
      gaps.push({
        reason: "intent-without-outcome",
        entry: seq,
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

  #found(reason: TamperReason, place: Place, what: string): void {
    this.#finding = toFinding(reason, place, what);
  }
}

function toFinding(reason: TamperReason, { seq, byte }: Place, what: string): Finding {
  return { reason, entry: seq, byte, message: `Entry ${seq} ${what}. Trust nothing from byte ${byte} on.` };
}
