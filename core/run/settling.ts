import type { RunEvent } from "./events.ts";
import type { Outcome } from "./outcome.ts";
import type { Operator } from "./ports.ts";

/** How a step ended as it was seen, and as it counts once its record is on disk. */
export interface Performed {
  readonly outcome: Outcome;
  /** What was seen; or that it could not be recorded, which is no success. Never rejects. */
  readonly recorded: Promise<Outcome>;
}

/**
 * While the outcome of a step is on its way to the disk the next step may be looked at, so that its intent gets there by
 * the same flush. Nothing of it is shown, asked or done before the outcome is on disk and was shown.
 */
export class Settling {
  readonly #onEvent: (event: RunEvent) => void;
  #recorded: Promise<unknown> = Promise.resolve();
  #open = 0;
  #heldBack: RunEvent[] = [];

  constructor(onEvent: (event: RunEvent) => void) {
    this.#onEvent = onEvent;
  }

  /** `record` puts the outcome on disk, then shows it. It must not reject. */
  settle(record: (show: (event: RunEvent) => void) => Promise<Outcome>): Promise<Outcome> {
    this.#open++;
    const recorded = record(this.#onEvent).finally(() => {
      this.#open--;
      if (this.#open === 0) for (const event of this.#heldBack.splice(0)) this.#onEvent(event);
    });
    this.#recorded = recorded;
    return recorded;
  }

  /** Resolves when all that was done is on disk, or known to be lost, and was shown. */
  async settled(): Promise<void> {
    await this.#recorded;
  }

  show(event: RunEvent): void {
    if (this.#open === 0) this.#onEvent(event);
    else this.#heldBack.push(event);
  }

  /** The same person, who is not asked before they have seen how the step before ended. */
  patient(operator: Operator): Operator {
    return {
      confirm: async (...question) => {
        await this.settled();
        return operator.confirm(...question);
      },
      ask: async (...question) => {
        await this.settled();
        return operator.ask(...question);
      },
      ...(operator.approvals ? { approvals: operator.approvals.bind(operator) } : {}),
    };
  }
}
