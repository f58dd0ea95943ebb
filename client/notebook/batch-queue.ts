/**
 * Runs batches of cells one after another, never two at once. The first item of a batch that asks to stop ends it and
 * everything that was queued up to then.
 */
export class BatchQueue {
  #tail: Promise<void> = Promise.resolve();
  #generation = 0;

  /** Resolves when the batch has ended; `execute` says whether to go on. A rejection of `execute` stops and is passed on. */
  run<T>(items: readonly T[], execute: (item: T) => Promise<"go-on" | "stop">): Promise<void> {
    const generation = this.#generation;
    const batch = this.#tail.then(async () => {
      for (const item of items) {
        if (generation !== this.#generation) return;
        let next: "go-on" | "stop" = "stop";
        try {
          next = await execute(item);
        } finally {
          if (next === "stop") this.drop();
        }
      }
    });
    this.#tail = batch.catch(() => undefined);
    return batch;
  }

  /** Nothing that is queued now will begin. What is under way goes on. */
  drop(): void {
    this.#generation++;
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return this.#tail;
  }
}
