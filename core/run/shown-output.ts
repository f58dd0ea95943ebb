import type { TextHash } from "./ports.ts";

/** Characters of one stream that are shown as they come. */
const shownAtOnce = 1024 * 1024;
/** Of what comes after them, this much of the end. */
const shownAtEnd = 8 * 1024;

/** Passes the output of a script on, up to a limit, and hashes all of it. The text has its secrets replaced already. */
export class ShownOutput {
  #shown = 0;
  #left = 0;
  #tail = "";
  bytes = 0;
  readonly #hash: TextHash | undefined;
  readonly #show: (text: string) => void;

  constructor(hash: TextHash | undefined, show: (text: string) => void) {
    this.#hash = hash;
    this.#show = show;
  }

  add(text: string): void {
    this.bytes += this.#hash?.add(text) ?? 0;
    if (this.#shown + text.length <= shownAtOnce) {
      this.#shown += text.length;
      this.#show(text);
      return;
    }
    this.#left += text.length;
    this.#tail = (this.#tail + text).slice(-shownAtEnd);
    this.#shown = shownAtOnce;
  }

  /** Shows the end of what was held back, and how much is missing between. Returns the hash of all. */
  end(): { readonly bytes: number; readonly sha256: string } | undefined {
    if (this.#left > 0) {
      const missing = this.#left - this.#tail.length;
      this.#show(
        `${missing > 0 ? `\n… ${missing} characters are not shown here …\n` : ""}${this.#tail.toWellFormed()}`,
      );
    }
    return this.#hash && { bytes: this.bytes, sha256: this.#hash.digest() };
  }
}
