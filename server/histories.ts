import type { Analysis } from "../core/language/analyse.ts";
import type { LintContext } from "../core/lint/rule.ts";
import { parseHistory, type RunbookHistory } from "../core/run/history.ts";

/** What a history is asked for. */
export interface HistoryQuestion {
  /** Absolute path of the runbook. */
  readonly path: string;
  /** Of its front matter. */
  readonly title?: string;
}

/** Whoever may read the trail, which this server may not: the client, or the command line that started the server. */
export type HistorySource = (question: HistoryQuestion) => Promise<unknown>;

interface Known {
  readonly history: RunbookHistory | undefined;
  /** To see whether a new answer says anything new. */
  readonly text: string;
  readonly askedAt: number;
}

/** Runs in other windows and terminals show after so long, when something is looked at. */
const FRESH_MS = 15_000;
const MOST_KEPT = 500;
/** The time that findings are judged by moves on in such steps, so that they can be kept. */
const HOUR_MS = 3_600_000;

/**
 * What is known of the past runs of each runbook. Nothing waits for it: what is not known yet is asked for, and `onNews` is
 * called when an answer says something new.
 */
export class Histories {
  readonly #known = new Map<string, Known>();
  readonly #asking = new Set<string>();
  readonly #onNews: () => void;
  #source: HistorySource | undefined;

  constructor(onNews: () => void) {
    this.#onNews = onNews;
  }

  /** Without a source no trail is known. */
  from(source: HistorySource | undefined): void {
    this.#source = source;
  }

  /** Something was run: what is known stays until the new answer is there. */
  changed(): void {
    for (const [key, known] of this.#known) this.#known.set(key, { ...known, askedAt: Number.NEGATIVE_INFINITY });
    if (this.#known.size > 0) for (const key of [...this.#known.keys()]) this.#ask(key);
  }

  /** The parts of a context that come from the trail, as far as they are known now. */
  of(path: string, analysis: Analysis): Pick<LintContext, "history" | "now"> {
    if (!this.#source || analysis.kind !== "runbook") return {};
    const title = analysis.runbook.frontMatter.title?.value;
    const key = JSON.stringify({ path, ...(title === undefined ? {} : { title }) });
    const known = this.#known.get(key);
    if (!known || performance.now() - known.askedAt > FRESH_MS) this.#ask(key);
    if (!known?.history) return {};
    return { history: known.history, now: Math.floor(Date.now() / HOUR_MS) * HOUR_MS };
  }

  #ask(key: string): void {
    if (!this.#source || this.#asking.has(key)) return;
    this.#asking.add(key);
    void this.#source(JSON.parse(key) as HistoryQuestion)
      .catch(() => undefined)
      .then((answer) => {
        this.#asking.delete(key);
        const history = parseHistory(answer);
        const text = JSON.stringify(history) ?? "";
        const before = this.#known.get(key);
        if (this.#known.size >= MOST_KEPT && !before) this.#known.clear();
        this.#known.set(key, {
          // The same object as before, so that what was made of it can be kept.
          history: before?.text === text ? before.history : history,
          text,
          askedAt: performance.now(),
        });
        if (text !== (before?.text ?? "")) this.#onNews();
      });
  }
}
