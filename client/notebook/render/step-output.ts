import type { Written } from "../../../core/audit/types.ts";
import { formatVersion } from "../../../core/mysql/flavor.ts";
import { driftWords } from "../../../core/run/drift-words.ts";
import type { ExpectationEvidence, Outcome, StatementEvidence, TargetEvidence } from "../../../core/run/outcome.ts";
import { showValue } from "../../../core/run/shown-value.ts";
import { colouredLines } from "../../../core/text/coloured.ts";
import { formatDuration } from "../../../core/text/duration.ts";
import { oneLine } from "../../../core/text/one-line.ts";
import { visible, visibleLines } from "../../../core/text/visible.ts";
import { escapeHtml, style } from "./html.ts";
import { notSucceeded, trailWords } from "./outcome-words.ts";
import { resultHtml, resultPlain } from "./result.ts";

/** What a cell shows, before it becomes the editor's own type. */
export type CellOutput =
  | { readonly kind: "rich"; readonly html: string; readonly plain: string }
  | { readonly kind: "stream"; readonly stream: "stdout" | "stderr"; readonly text: string }
  | { readonly kind: "error"; readonly name: string; readonly message: string };

/** A line of both forms. */
interface Line {
  readonly html: string;
  readonly plain: string;
}

const line = (text: string, tone?: "good" | "bad" | "attention" | "quiet"): Line => ({
  html: `<div${tone ? ` class="${tone}"` : ""}>${escapeHtml(text)}</div>`,
  plain: visible(text),
});

const rich = (lines: readonly Line[]): CellOutput => ({
  kind: "rich",
  html: `${style}<div class="drr">${lines.map((l) => l.html).join("")}</div>`,
  plain: lines.map((l) => l.plain).join("\n"),
});

/** What a cell shows from top to bottom: lines that follow each other become one output. */
class OutputList {
  readonly #outputs: CellOutput[] = [];
  #lines: Line[] = [];

  lines(...lines: readonly Line[]): void {
    this.#lines.push(...lines);
  }

  output(output: CellOutput): void {
    this.#flush();
    this.#outputs.push(output);
  }

  end(): CellOutput[] {
    this.#flush();
    return this.#outputs;
  }

  #flush(): void {
    if (this.#lines.length > 0) this.#outputs.push(rich(this.#lines));
    this.#lines = [];
  }
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;

function statementLines(statement: StatementEvidence, named: boolean): Line[] {
  const lines: Line[] = [];
  const took = formatDuration(statement.durationUs / 1000);
  if (named) {
    const text = oneLine(statement.statement);
    lines.push({ html: `<div class="quiet"><code>${escapeHtml(text)}</code></div>`, plain: `> ${visible(text)}` });
  }
  for (const result of statement.resultSets)
    lines.push({ html: resultHtml(result, took), plain: resultPlain(result, took) });
  if (statement.error) {
    const { errno, sqlState, message } = statement.error;
    lines.push(line(`ERROR ${errno}${sqlState === "" ? "" : ` (${sqlState})`}: ${message}`, "bad"));
  } else if (statement.unanswered) {
    lines.push(line(`no answer · ${took}`, "attention"));
  } else if (statement.resultSets.length === 0) {
    lines.push(line(`${count(statement.affectedRows, "row")} affected · ${took}`, "quiet"));
  }
  for (const { level, code, message } of statement.warnings)
    lines.push(line(`${level} ${code}: ${message}`, "attention"));
  return lines;
}

function expectationLines(expectation: ExpectationEvidence): Line[] {
  const { expression, held, detail } = expectation;
  const lines = [line(`${held ? "✓" : "✗"} ${expression}`, held ? "good" : "bad")];
  if (detail) for (const text of visibleLines(detail)) lines.push(line(`  ${text}`, "quiet"));
  return lines;
}

function showTarget(target: TargetEvidence, several: boolean, shown: OutputList): void {
  const { identity, process } = target;
  for (const stream of ["stdout", "stderr"] as const) {
    const text = process?.[stream] ?? "";
    if (text !== "") shown.output({ kind: "stream", stream, text: colouredLines(text, true).join("\n") });
  }
  const server = identity
    ? ` · ${identity.version.flavor === "mariadb" ? "MariaDB" : "MySQL"} ${formatVersion(identity.version)} · ${identity.host}:${identity.port}`
    : "";
  const attempts = target.attempts > 1 ? ` · ${count(target.attempts, "attempt")}` : "";
  if (identity || several) {
    shown.lines({
      html: `<div class="node"><b>${escapeHtml(target.node)}</b><span class="quiet">${escapeHtml(server + attempts)}</span></div>`,
      plain: `[${visible(target.node)}]${visible(server + attempts)}`,
    });
  }
  for (const statement of target.statements) shown.lines(...statementLines(statement, target.statements.length > 1));
  if (process) {
    const how = process.signal === null ? `exit status ${process.exitCode ?? "unknown"}` : `ended by ${process.signal}`;
    const good = process.signal === null && process.exitCode === 0;
    shown.lines(line(`${how} · ${formatDuration(process.durationUs / 1000)}`, good ? "quiet" : "bad"));
  }
  shown.lines(...target.expectations.flatMap(expectationLines));
  // What did not hold has just been said.
  const isSaid = target.expectations.some(({ held }) => !held);
  if (several && target.status !== "succeeded" && !isSaid)
    shown.lines(line(`${target.status}: ${target.message ?? ""}`, "bad"));
}

/** The last line of every cell: where its outcome stands in the trail. */
function trailLine(outcome: Outcome, entry: Written, logId: string): string {
  return `Trail: entry ${entry.seq} · ${trailWords(outcome)} · ${entry.hash.slice(0, 12)} · log ${logId}`;
}

export interface FinishedStep {
  readonly name: string;
  readonly outcome: Outcome;
  /** Absent when the outcome could not be recorded. */
  readonly entry?: Written;
  readonly logId: string;
  /** Said by the runner meanwhile: a session that was lost and opened again, for example. */
  readonly notices: readonly string[];
}

/** Only what was observed to succeed and is on record is a success; a skipped step and settings that differ are neither that nor a failure. */
export function isSuccess({ outcome, entry }: FinishedStep): boolean | undefined {
  if (entry === undefined) return false;
  if (outcome.status === "succeeded" && driftWords(outcome.evidence)?.differs) return undefined;
  return outcome.status === "skipped" ? undefined : outcome.status === "succeeded";
}

/** Something to know that is neither a success nor a failure. */
export function noteOutput(text: string): CellOutput {
  return rich([line(text, "quiet")]);
}

/** Everything a finished step shows. Without an entry the outcome is not on record, and that is said as an error. */
export function stepOutputs(finished: FinishedStep): CellOutput[] {
  const { name: step, outcome, entry, logId, notices } = finished;
  const shown = new OutputList();
  if ("evidence" in outcome) {
    const { targets, captured } = outcome.evidence;
    for (const target of targets) showTarget(target, targets.length > 1, shown);
    const drift = driftWords(outcome.evidence);
    if (drift) shown.lines(line(drift.differs ? `≠ ${drift.text}` : drift.text, drift.differs ? "attention" : "quiet"));
    for (const [name, value] of Object.entries(captured)) shown.lines(line(`${name} = ${showValue(value).text}`));
  }
  shown.lines(...notices.map((text) => line(`Note: ${text}`, "attention")));
  if (outcome.status === "skipped") shown.lines(line(`↷ Skipped: ${outcome.because}`, "quiet"));
  else if (outcome.status !== "succeeded") {
    shown.output({ kind: "error", name: outcome.status, message: notSucceeded(step, outcome) });
  }
  if (entry) shown.lines(line(trailLine(outcome, entry, logId), "quiet"));
  else {
    const message = `Step "${visible(step)}" ended as ${outcome.status}, but its outcome is not in the trail: treat it as not on record.`;
    shown.output({ kind: "error", name: "not recorded", message });
  }
  return shown.end();
}
