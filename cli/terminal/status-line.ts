import type { Output } from "../io.ts";
import { cut } from "./width.ts";

const START_AFTER_MS = 1000;
const EVERY_MS = 200;
/** A log is read afterwards: there a line of its own now and then is enough. */
const EVERY_MS_IN_A_LOG = 30_000;

/** A line at the bottom that says what is under way; it goes before anything else is written. In a log, a line each half minute. */
export class StatusLine {
  readonly #output: Output;
  #timer: NodeJS.Timeout | undefined;
  #describe: (() => string) | undefined;
  #shown = false;
  #paused = false;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Shows what `describe` returns from one second on. */
  start(describe: () => string): void {
    this.stop();
    this.#describe = describe;
    if (!this.#output.isTTY) {
      this.#timer = setInterval(() => this.#output.write(`${describe()}\n`), EVERY_MS_IN_A_LOG);
      this.#timer.unref();
      return;
    }
    this.#timer = setTimeout(() => {
      this.#draw();
      this.#timer = setInterval(() => this.#draw(), EVERY_MS);
      this.#timer.unref();
    }, START_AFTER_MS);
    this.#timer.unref();
  }

  /** Takes the line off the screen; it comes back with the next tick. */
  clear(): void {
    if (this.#shown) this.#output.write("\r\u001b[2K");
    this.#shown = false;
  }

  /** While somebody is asked, the line would write over what is typed. */
  pause(): void {
    this.clear();
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#describe = undefined;
    this.clear();
  }

  #draw(): void {
    if (!this.#describe || this.#paused) return;
    this.#output.write(`\r\u001b[2K${cut(this.#describe(), this.#output.columns - 1)}`);
    this.#shown = true;
  }
}
