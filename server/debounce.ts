/** Shorter than any two keystrokes: only bursts that a program sends are joined. */
const SHORTEST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 500;

/**
 * Runs `work` for a key once no further call for that key came during a pause half as long as the work took last time,
 * so that a large document is not worked on all the while it is typed in. `work` must not reject.
 */
export class Debounce {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #costsMs = new Map<string, number>();
  readonly #work: (key: string) => Promise<void>;

  constructor(work: (key: string) => Promise<void>) {
    this.#work = work;
  }

  schedule(key: string): void {
    this.cancel(key);
    const pause = Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, (this.#costsMs.get(key) ?? 0) / 2));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        const started = performance.now();
        void this.#work(key).then(() => this.#costsMs.set(key, performance.now() - started));
      }, pause),
    );
  }

  /** The key will not come again. */
  forget(key: string): void {
    this.cancel(key);
    this.#costsMs.delete(key);
  }

  cancel(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }

  dispose(): void {
    for (const key of [...this.#timers.keys()]) this.cancel(key);
  }
}
