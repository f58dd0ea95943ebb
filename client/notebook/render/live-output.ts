import type { RunEvent } from "../../../core/run/events.ts";
import { colouredLines } from "../../../core/text/coloured.ts";
import { formatDuration } from "../../../core/text/duration.ts";
import { visible } from "../../../core/text/visible.ts";
import { escapeHtml, style } from "./html.ts";
import type { CellOutput } from "./step-output.ts";

const TAIL = 64 * 1024;
const LINES = 20;

/** What a cell shows while its step is under way; the finished step replaces all of it. */
export class LiveOutput {
  readonly #streams = new Map<string, { readonly stream: "stdout" | "stderr"; text: string }>();
  readonly #lines: string[] = [];
  readonly #notices: string[] = [];
  #progress = "";

  /** Returns whether there is something new to show. */
  add(event: RunEvent): boolean {
    switch (event.type) {
      case "step-started":
        this.#lines.push(`Running on ${event.targets.join(", ")}`);
        return true;
      case "statement-finished":
        this.#lines.push(`${event.node}: a statement ended after ${formatDuration(event.statement.durationUs / 1000)}`);
        return true;
      case "approvals-requested":
        this.#lines.push(
          `Waiting for ${event.needed === 1 ? "an approval" : `${event.needed} approvals`} by other people: ${event.approvers.join(", ")}`,
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
    const lines = [...this.#lines.slice(-LINES), ...notices, ...(this.#progress === "" ? [] : [`… ${this.#progress}`])];
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

  /** Said about the run and not about the step: kept when the outcome replaces the rest. */
  get notices(): readonly string[] {
    return this.#notices;
  }
}
