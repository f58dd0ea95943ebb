import { asEntry, type Entry, textAt } from "./read-entry.ts";
import type { Json } from "./types.ts";

/** An intent that nothing has answered yet. */
export interface OpenIntent {
  readonly seq: number;
  /** `step promote`, or `freeze of step promote`. */
  readonly name: string;
  readonly step: Json;
}

/** Pairs intents with their outcomes while the entries pass by. */
export class Intents {
  readonly #open = new Map<number, OpenIntent>();
  /** Logs that this one recovers: outcomes for their intents may stand here. */
  readonly #recovered = new Set<string>();

  get open(): readonly OpenIntent[] {
    return [...this.#open.values()];
  }

  /** False for an outcome that answers no intent. */
  add(entry: Entry, seq: number): boolean {
    const { type } = entry;
    if (type === "step.intended") {
      this.#open.set(seq, { seq, name: nameOf(entry), step: entry["step"] ?? null });
    } else if (type === "log.recovered") {
      this.#recovered.add(textAt(entry, "recovered", "log") ?? "");
    } else if (type === "step.unknown" && asEntry(entry["recovers"]) !== undefined) {
      return this.#recovered.has(textAt(entry, "recovers", "log") ?? "");
    } else if (type === "step.finished" || type === "step.unknown") {
      const { intent } = entry;
      return typeof intent === "number" && this.#open.delete(intent);
    }
    return true;
  }
}

function nameOf(entry: Entry): string {
  const named = textAt(entry, "step", "name");
  const step = named === undefined ? "a step" : `step ${named}`;
  const move = textAt(entry, "move");
  return move === undefined ? step : `${move} of ${step}`;
}
