import type { Effect, RoundEvidence } from "./outcome.ts";
import type { Round } from "./rounds.ts";
import { type Ended, worstEffect } from "./step-executor.ts";

/** Rounds kept of each end. */
const kept = 50;

/** What the executions of a block on one target have done so far: only the last of them is shown in full. */
export class PastRounds {
  #count = 0;
  #first: RoundEvidence[] = [];
  #last: RoundEvidence[] = [];
  #effects: Effect[] = [];
  #current: RoundEvidence | undefined;

  add(round: Round | Ended, attempt: number): void {
    this.#settle();
    this.#effects.push(round.effect);
    this.#current = {
      round: ++this.#count,
      attempt,
      effect: round.effect,
      statements: round.statements.map(({ resultSets, affectedRows, error }) => ({
        rows: resultSets.map(({ rowCount }) => rowCount),
        affected: affectedRows,
        ...(error ? { errno: error.errno } : {}),
      })),
      ...(round.process ? { exitCode: round.process.exitCode } : {}),
    };
  }

  /** Why another attempt follows. */
  failed(message: string | undefined): void {
    if (this.#current && message !== undefined) this.#current = { ...this.#current, message };
  }

  get lastEffect(): Effect {
    return this.#effects.at(-1) ?? "none";
  }

  /** Of all of them. */
  get effect(): Effect {
    return worstEffect(this.#effects);
  }

  get evidence(): { rounds?: number; earlier?: readonly RoundEvidence[] } {
    const earlier = [...this.#first, ...this.#last];
    return {
      ...(this.#count > 1 ? { rounds: this.#count } : {}),
      ...(earlier.length > 0 ? { earlier } : {}),
    };
  }

  /** The one before has been followed by another. What only read and did not fail says nothing. */
  #settle(): void {
    const before = this.#current;
    if (before === undefined || (before.effect === "none" && before.message === undefined)) return;
    if (this.#first.length < kept) this.#first.push(before);
    else this.#last = [...this.#last.slice(1 - kept), before];
  }
}
