import type { Version } from "../mysql/flavor.ts";
import { PerServer } from "../mysql/per-server.ts";
import { detached } from "../text/detached.ts";
import type { Judgement } from "./judge.ts";
import type { Setting } from "./types.ts";

/** A judgement without its place, so that it holds for the same words wherever they stand. */
interface Kept {
  readonly judgement: Omit<Judgement, "span" | "setting">;
  readonly of: "name" | "value";
}

const MOST_LINES = 5_000;
const NOTHING: readonly never[] = [];

/**
 * What one server does about lines by their words, for lines that no other line has a part in: after each key that is
 * pressed, all lines but one are the same. Of the lines asked for, at least the latest 5,000 are kept.
 */
export class LineMemory {
  #now = new Map<string, readonly Kept[]>();
  #before = new Map<string, readonly Kept[]>();

  get(setting: Setting): readonly Judgement[] | undefined {
    const key = keyOf(setting);
    let kept = this.#now.get(key);
    if (!kept) {
      kept = this.#before.get(key);
      if (kept) this.#keep(key, kept);
    }
    return kept && (kept.length === 0 ? NOTHING : kept.map((one) => placed(one, setting)));
  }

  set(setting: Setting, judgements: readonly Judgement[]): void {
    const kept = judgements.map(({ span, setting: _, ...judgement }): Kept => {
      const message = detached(judgement.message);
      return { judgement: { ...judgement, message }, of: span === setting.name.span ? "name" : "value" };
    });
    this.#keep(detached(keyOf(setting)), kept);
  }

  #keep(key: string, kept: readonly Kept[]): void {
    if (this.#now.size >= MOST_LINES) {
      this.#before = this.#now;
      this.#now = new Map();
    }
    this.#now.set(key, kept);
  }
}

function placed({ judgement, of }: Kept, setting: Setting): Judgement {
  const span = of === "value" && setting.value ? setting.value.span : setting.name.span;
  return { setting, span, ...judgement };
}

/** A name may hold no `=`, so a line without value is no line with an empty one. */
function keyOf({ name, value }: Setting): string {
  return value ? `${name.value}=${value.value}` : name.value;
}

const memories = new PerServer(() => ({ all: new LineMemory(), withoutInnodb: new LineMemory() }));

/** A server that leaves InnoDB out, since a line of the file tells it to, is another one. */
export function lineMemoryOf(server: Version, withoutInnodb: boolean): LineMemory {
  return memories.of(server)[withoutInnodb ? "withoutInnodb" : "all"];
}
