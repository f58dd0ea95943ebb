/** Shorter than any two keystrokes: only bursts that a program sends are joined. */
const SHORTEST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 500;

/**
 * Runs `work` for a key once no further call for that key came during a short pause. After a call that came before the
 * work had rested for as long as it took, the pause is half as long as the work took, so that a large document is not
 * worked on all the while it is typed in. `work` must not reject.
 */
export class Debounce {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #costsMs = new Map<string, number>();
  readonly #endedAt = new Map<string, number>();
  readonly #work: (key: string) => Promise<void>;

  constructor(work: (key: string) => Promise<void>) {
    this.#work = work;
  }

  schedule(key: string): void {
    this.cancel(key);
    const cost = this.#costsMs.get(key) ?? 0;
    const hasRested = performance.now() - (this.#endedAt.get(key) ?? 0) > cost;
    const pause = hasRested ? SHORTEST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, cost / 2));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        const started = performance.now();
        void this.#work(key).then(() => {
          const ended = performance.now();
          this.#costsMs.set(key, ended - started);
          this.#endedAt.set(key, ended);
        });
      }, pause),
    );
  }

  /** The key will not come again. */
  forget(key: string): void {
    this.cancel(key);
    this.#costsMs.delete(key);
    this.#endedAt.delete(key);
  }

  cancel(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }

  dispose(): void {
    for (const key of [...this.#timers.keys()]) this.cancel(key);
  }
}
