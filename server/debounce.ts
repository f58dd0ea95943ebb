/** Runs `work` for a key once no further call for that key came for `pauseMs`. `work` must not reject. */
export class Debounce {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #pauseMs: number;
  readonly #work: (key: string) => void;

  constructor(pauseMs: number, work: (key: string) => void) {
    this.#pauseMs = pauseMs;
    this.#work = work;
  }

  schedule(key: string): void {
    this.cancel(key);
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        this.#work(key);
      }, this.#pauseMs),
    );
  }

  cancel(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }

  dispose(): void {
    for (const key of [...this.#timers.keys()]) this.cancel(key);
  }
}
