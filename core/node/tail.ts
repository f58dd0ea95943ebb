import { StringDecoder } from "node:string_decoder";

/** Of a stream this much of the end is kept. */
const keptBytes = 1024 * 1024;

/** Passes text on as it comes and keeps the end of it, in one piece of memory however much comes. */
export class Tail {
  readonly #decoder = new StringDecoder("utf8");
  readonly #onText: (text: string) => void;
  /** A ring; made when there is something to keep. */
  #ring: Buffer | undefined;
  #bytes = 0;

  constructor(onText: (text: string) => void) {
    this.#onText = onText;
  }

  /** Bytes before what `end` gives. */
  get lost(): number {
    return Math.max(0, this.#bytes - keptBytes);
  }

  add(chunk: Buffer): void {
    this.#ring ??= Buffer.allocUnsafe(keptBytes);
    const kept = chunk.length > keptBytes ? chunk.subarray(-keptBytes) : chunk;
    const at = (this.#bytes + chunk.length - kept.length) % keptBytes;
    const fitting = kept.copy(this.#ring, at);
    if (fitting < kept.length) kept.copy(this.#ring, 0, fitting);
    this.#bytes += chunk.length;
    this.#pass(this.#decoder.write(chunk));
  }

  end(): string {
    this.#pass(this.#decoder.end());
    if (this.#ring === undefined) return "";
    if (this.lost === 0) return this.#ring.toString("utf8", 0, this.#bytes);
    const at = this.#bytes % keptBytes;
    const whole = Buffer.concat([this.#ring.subarray(at), this.#ring.subarray(0, at)]);
    let start = 0;
    // Not in the middle of a character.
    while (start < 3 && ((whole[start] ?? 0) & 0xc0) === 0x80) start++;
    return whole.toString("utf8", start);
  }

  #pass(text: string): void {
    if (text !== "") this.#onText(text);
  }
}
