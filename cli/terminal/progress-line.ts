import type { Output } from "../io.ts";
import { cut } from "./width.ts";

/** What is being done right now: one line that is rewritten on a terminal, a line each elsewhere. */
export class ProgressLine {
  readonly #output: Output;
  #shown = false;

  constructor(output: Output) {
    this.#output = output;
  }

  show(text: string): void {
    if (!this.#output.isTTY) {
      this.#output.write(`${text} …\n`);
      return;
    }
    this.#output.write(`\r\u001b[2K${cut(`${text} …`, this.#output.columns - 1)}`);
    this.#shown = true;
  }

  clear(): void {
    if (this.#shown) this.#output.write("\r\u001b[2K");
    this.#shown = false;
  }
}
