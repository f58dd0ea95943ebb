import { approvalsText } from "../../../core/run/approval-words.ts";
import { elapsedText, wholeSeconds } from "../../../core/run/elapsed.ts";
import type { RunEvent } from "../../../core/run/events.ts";
import { colouredLines } from "../../../core/text/coloured.ts";
import { formatDuration } from "../../../core/text/duration.ts";
import { visible } from "../../../core/text/visible.ts";
import { escapeHtml, style } from "./html.ts";
import type { CellOutput } from "./step-output.ts";

const TAIL = 64 * 1024;
const LINES = 20;
const SHOWN_AFTER_MS = 1000;

/** What the time of a step is held against. */
export interface RunTimes {
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Milliseconds since the run began; 0 before that. */
  readonly runMs: () => number;
  readonly rtoMs?: number | undefined;
}

/** What a cell shows while its step is under way; the finished step replaces all of it. */
export class LiveOutput {
  readonly #streams = new Map<string, { readonly stream: "stdout" | "stderr"; text: string }>();
  readonly #lines: string[] = [];
  readonly #notices: string[] = [];
  readonly #times: RunTimes;
  readonly #openedAt: number;
  #step: { readonly startedAt: number; readonly timeoutMs: number } | undefined;
  #preparing = "preparing";
  #progress = "";

  constructor(times: RunTimes) {
    this.#times = times;
    this.#openedAt = times.now();
  }

  /** Returns whether there is something new to show. */
  add(event: RunEvent): boolean {
    switch (event.type) {
      case "run-started":
        this.#preparing = event.cluster === undefined ? "preparing" : `connecting to the nodes of ${event.cluster}`;
        return false;
      case "topology-observed":
        this.#preparing = "preparing";
        return false;
      case "step-started":
        this.#step = { startedAt: this.#times.now(), timeoutMs: event.timeoutMs };
        this.#lines.push(`Running on ${event.targets.join(", ")}`);
        return true;
      case "statement-finished":
        this.#lines.push(`${event.node}: a statement ended after ${formatDuration(event.statement.durationUs / 1000)}`);
        return true;
      case "approvals-requested":
        this.#lines.push(
          `Waiting for ${approvalsText(event.needed)} by other people: ${event.approvers.join(", ")}`,
          `Request ${event.request.slice(0, 8)}, good until ${event.expires}: ${event.code}`,
        );
        return true;
      case "progress":
        this.#progress = event.text;
        return true;
      case "notice":
        this.#notices.push(event.text);
        return true;
      case "output": {
        const key = `${event.node} ${event.stream}`;
        const seen = this.#streams.get(key) ?? { stream: event.stream, text: "" };
        seen.text = (seen.text + event.text).slice(-TAIL);
        this.#streams.set(key, seen);
        return true;
      }
      default:
        return false;
    }
  }

  outputs(): CellOutput[] {
    const notices = this.#notices.map((text) => `Note: ${text}`);
    const lines = [...this.#lines.slice(-LINES), ...notices, ...this.#underWay()];
    const outputs: CellOutput[] = [...this.#streams.values()].map(({ stream, text }) => ({
      kind: "stream",
      stream,
      text: colouredLines(text, true).join("\n"),
    }));
    if (lines.length > 0) {
      const html = lines.map((text) => `<div class="quiet">${escapeHtml(text)}</div>`).join("");
      outputs.push({
        kind: "rich",
        html: `${style}<div class="drr">${html}</div>`,
        plain: lines.map(visible).join("\n"),
      });
    }
    return outputs;
  }

  /** How far it is, once it takes more than a second, and what it waits for. */
  #underWay(): string[] {
    const { now, runMs, rtoMs } = this.#times;
    const stepMs = now() - (this.#step?.startedAt ?? this.#openedAt);
    if (stepMs < SHOWN_AFTER_MS) return this.#progress === "" ? [] : [`… ${this.#progress}`];
    if (this.#step === undefined) return [`… ${this.#preparing}, ${wholeSeconds(stepMs)}`];
    const elapsed = elapsedText({ stepMs, timeoutMs: this.#step.timeoutMs, runMs: runMs(), rtoMs });
    return [`… ${elapsed}`, ...(this.#progress === "" ? [] : [`… ${this.#progress}`])];
  }
}
