const LONGEST_PAUSE_MS = 500;

/**
 * Runs `work` for a key once all messages that have arrived are handled, so that a burst of them is worked on once. After a
 * call that came before the work had rested for as long as it took it waits for half as long as the work took, so that a
 * large document is not worked on all the while it is typed in. `work` must not reject.
 */
export class Debounce {
  readonly #waiting = new Map<string, { cancel(): void }>();
  /** Of the processor: what else the machine does, or the client to read what it is sent, is no reason to wait. */
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
    const run = (): void => {
      this.#waiting.delete(key);
      const started = process.cpuUsage();
      void this.#work(key).then(() => {
        const { user, system } = process.cpuUsage(started);
        this.#costsMs.set(key, (user + system) / 1000);
        this.#endedAt.set(key, performance.now());
      });
    };
    this.#waiting.set(key, hasRested ? afterMessages(run) : after(Math.min(LONGEST_PAUSE_MS, cost / 2), run));
  }

  /** The key will not come again. */
  forget(key: string): void {
    this.cancel(key);
    this.#costsMs.delete(key);
    this.#endedAt.delete(key);
  }

  cancel(key: string): void {
    this.#waiting.get(key)?.cancel();
    this.#waiting.delete(key);
  }

  dispose(): void {
    for (const key of [...this.#waiting.keys()]) this.cancel(key);
  }
}

function after(pauseMs: number, run: () => void): { cancel(): void } {
  const timer = setTimeout(run, pauseMs);
  return { cancel: () => clearTimeout(timer) };
}

/** The connection handles one message in each turn of the event loop: in the second turn from here the next one has been. */
function afterMessages(run: () => void): { cancel(): void } {
  let immediate = setImmediate(() => {
    immediate = setImmediate(run);
  });
  return { cancel: () => clearImmediate(immediate) };
}
