import { existsSync } from "node:fs";
import { formatVersion } from "../../core/mysql/flavor.ts";
import { defaultExchange } from "../../core/node/approval-exchange.ts";
import { approvalsText } from "../../core/run/approval-words.ts";
import { elapsedText, towardsRto, wholeSeconds } from "../../core/run/elapsed.ts";
import type { ObservedNode, RunEvent, StepReference } from "../../core/run/events.ts";
import type { Outcome, StatementEvidence } from "../../core/run/outcome.ts";
import { showValue } from "../../core/run/shown-value.ts";
import { colouredLines } from "../../core/text/coloured.ts";
import { formatDuration, formatTimeout } from "../../core/text/duration.ts";
import { oneLine } from "../../core/text/one-line.ts";
import { visible, visibleLines } from "../../core/text/visible.ts";
import type { Output } from "../io.ts";
import { type Paint, paintFor } from "../terminal/colour.ts";
import { StatusLine } from "../terminal/status-line.ts";
import { resultLines } from "../terminal/table.ts";
import { cut } from "../terminal/width.ts";
import { outcomeText, riskText } from "./outcome-text.ts";

export interface TextReporterOptions {
  readonly title: string;
  /** Name by index in the document of the steps of this run, in their order; rollback steps are not among them. */
  readonly order: ReadonlyMap<number, string>;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Recovery time objective of the runbook, in milliseconds. */
  readonly rtoMs?: number;
  /** Milliseconds that were used up before this start, by the runs that this one goes on with. */
  readonly usedMs?: number;
}

/** Characters of output without a line feed that wait for one. */
const LONGEST_PARTIAL = 16_384;

type EventOf<T extends RunEvent["type"]> = Extract<RunEvent, { type: T }>;

/** `run --format text`: a person reads along. */
export class TextReporter {
  readonly #out: Output;
  readonly #paint: Paint;
  readonly #options: TextReporterOptions;
  readonly #status: StatusLine;
  /** Of the run, or of the first that it goes on with. */
  readonly #startedAt: number;
  readonly #openedAt: number;
  /** Output without a line feed so far, by `node stream`. */
  readonly #partial = new Map<string, string>();
  readonly #captured = new Set<string>();
  readonly #ended = new Set<number>();
  #open: number | undefined;
  #several = false;
  #progress = "";
  #logId = "";
  #location = "";

  constructor(out: Output, options: TextReporterOptions) {
    this.#out = out;
    this.#paint = paintFor(out);
    this.#options = options;
    this.#status = new StatusLine(out);
    this.#startedAt = options.now() - (options.usedMs ?? 0);
    this.#openedAt = options.now();
  }

  /** The progress line leaves the screen to whoever is asked; the returned function gives it back. */
  pause(): () => void {
    this.#status.pause();
    return () => this.#status.resume();
  }

  /** The run could not be opened: no line stays behind. */
  stop(): void {
    this.#status.stop();
  }

  onEvent(event: RunEvent): void {
    switch (event.type) {
      case "run-started":
        this.#runStarted(event);
        break;
      case "topology-observed":
        if (this.#open === undefined) this.#status.stop();
        for (const node of event.nodes) this.#line(`  ${this.#node(node)}`);
        break;
      case "variable-bound":
        this.#bound(event);
        break;
      case "step-started":
        this.#stepStarted(event);
        break;
      case "statement-finished":
        this.#statement(event.node, event.statement);
        break;
      case "output":
        this.#output(event);
        break;
      case "progress":
        this.#progress = visible(event.text);
        if (!this.#out.isTTY) this.#line(this.#paint("dim", `  … ${this.#progress}`));
        break;
      case "step-finished":
        this.#stepFinished(event);
        break;
      case "approvals-requested":
        this.#approvals(event);
        break;
      case "notice":
        this.#line(`  ${this.#paint("yellow", "note:")} ${visible(event.text)}`);
        break;
      case "run-finished":
        this.#runFinished(event);
    }
  }

  #line(text: string): void {
    this.#status.clear();
    this.#out.write(`${text}\n`);
  }

  #runStarted(event: EventOf<"run-started">): void {
    this.#logId = event.logId;
    this.#location = event.location;
    const on = event.cluster === undefined ? "" : ` on cluster ${visible(event.cluster)}`;
    this.#line(this.#paint("bold", `${visible(this.#options.title)}${on}`));
    this.#line(this.#paint("dim", `  run ${event.runId}, recorded in ${visible(event.location)}`));
    if (event.cluster === undefined) return;
    const what = `connecting to the nodes of ${visible(event.cluster)}`;
    this.#status.start(() => this.#paint("dim", `  … ${wholeSeconds(this.#options.now() - this.#openedAt)} ${what}`));
  }

  /** What a step captured was shown with it. */
  #bound({ name, value, secret }: EventOf<"variable-bound">): void {
    if (this.#captured.delete(name)) return;
    const text = `  ${visible(name)} = ${secret ? "[secret]" : visible(value)}`;
    this.#line(this.#paint("dim", cut(text, this.#out.columns)));
  }

  #node({ node, role, identity, sourceNode, message }: ObservedNode): string {
    const name = this.#paint("bold", visible(node));
    if (role === "unreachable") return `${name}  ${this.#paint("red", "unreachable")}  ${visible(message ?? "")}`;
    const from = sourceNode === undefined ? "" : ` of ${visible(sourceNode)}`;
    const server = identity
      ? `  ${identity.version.flavor} ${formatVersion(identity.version)}  ${visible(identity.host)}:${identity.port}${identity.superReadOnly || identity.readOnly ? "  read-only" : ""}`
      : "";
    return `${name}  ${role}${from}${this.#paint("dim", server)}${message ? `  ${this.#paint("yellow", visible(message))}` : ""}`;
  }

  #header(step: StepReference): string {
    const { order } = this.#options;
    const position = [...order.keys()].indexOf(step.index);
    const count = position < 0 ? "rollback" : `${position + 1}/${order.size}`;
    return `${this.#paint("blue", "▶")} ${count} ${this.#paint("bold", visible(step.name))}`;
  }

  #stepStarted({ step, targets, timeoutMs }: EventOf<"step-started">): void {
    this.#open = step.index;
    this.#several = targets.length > 1;
    this.#progress = "";
    const where = targets.map(visible).join(", ");
    this.#line("");
    this.#line(
      `${this.#header(step)}  on ${where}  ${this.#paint("dim", `(${riskText(step.risk)}, timeout ${formatTimeout(timeoutMs)})`)}`,
    );
    const { now, rtoMs } = this.#options;
    const start = now();
    this.#status.start(() => {
      const elapsed = elapsedText({ stepMs: now() - start, timeoutMs, runMs: now() - this.#startedAt, rtoMs });
      return this.#paint("dim", `  … ${elapsed}  ${visible(step.name)} on ${where}  ${this.#progress}`);
    });
  }

  #approvals({ step, needed, approvers, request, code, file, expires }: EventOf<"approvals-requested">): void {
    const many = approvalsText(needed);
    this.#line("");
    this.#line(
      `${this.#paint("yellow", "⏸")} ${this.#paint("bold", visible(step.name))} needs ${many} by other people: ${approvers.map(visible).join(", ")}`,
    );
    this.#line(`  Request ${request.slice(0, 8)}, until ${expires}. Hand over this line:`);
    this.#line("");
    this.#line(`dr-runbooks approve ${code}`);
    this.#line("");
    const here = file?.startsWith(`${defaultExchange}/`) ? request.slice(0, 8) : file;
    if (here !== undefined) this.#line(`  On this machine it takes no more than: dr-runbooks approve ${visible(here)}`);
    const { now, rtoMs } = this.#options;
    const start = now();
    this.#status.start(() => {
      const run = towardsRto(now() - this.#startedAt, rtoMs);
      return this.#paint("dim", `  … ${wholeSeconds(now() - start)}  ${visible(step.name)}${run}  ${this.#progress}`);
    });
  }

  #statement(node: string, statement: StatementEvidence): void {
    const width = this.#out.columns;
    const prompt = `  ${this.#several ? `${visible(node)}> ` : "> "}`;
    this.#line(this.#paint("dim", cut(prompt + visible(oneLine(statement.statement)), width)));
    const took = formatDuration(statement.durationUs / 1000);
    for (const [index, result] of statement.resultSets.entries()) {
      const note = index === statement.resultSets.length - 1 ? `, ${took}` : "";
      for (const line of resultLines(result, width - 2, this.#paint, note)) this.#line(`  ${line}`);
    }
    if (statement.error) {
      const { errno, sqlState, message } = statement.error;
      const state = sqlState === "" ? "" : ` (${visible(sqlState)})`;
      this.#line(`  ${this.#paint("red", `ERROR ${errno}${state}: ${visible(message)}`)}`);
    } else if (statement.unanswered) {
      this.#line(this.#paint("yellow", `  no result, ${took}`));
    } else if (statement.resultSets.length === 0) {
      const rows = statement.affectedRows === 1 ? "1 row" : `${statement.affectedRows} rows`;
      this.#line(this.#paint("dim", `  ${rows} affected, ${took}`));
    }
    for (const { level, code, message } of statement.warnings) {
      this.#line(`  ${this.#paint("yellow", `${visible(level)} ${code}:`)} ${visible(message)}`);
    }
  }

  #output({ node, stream, text }: EventOf<"output">): void {
    const key = `${node} ${stream}`;
    const whole = (this.#partial.get(key) ?? "") + text;
    const end = whole.length - (whole.lastIndexOf("\n") + 1) > LONGEST_PARTIAL ? whole.length : whole.lastIndexOf("\n");
    // What has no line feed yet is kept raw: an escape sequence may be cut in two.
    this.#partial.set(key, whole.slice(end + 1));
    if (end >= 0)
      for (const line of colouredLines(whole.slice(0, end), this.#out.colour)) this.#outputLine(node, stream, line);
  }

  #outputLine(node: string, stream: "stdout" | "stderr", line: string): void {
    const bar = this.#paint(stream === "stderr" ? "yellow" : "dim", "│");
    this.#line(`  ${this.#several ? `${visible(node)} ` : ""}${bar} ${line}`);
  }

  #flushPartial(): void {
    for (const [key, raw] of this.#partial) {
      const [node = "", stream] = key.split(" ");
      const [line = ""] = colouredLines(raw, this.#out.colour);
      if (raw !== "") this.#outputLine(node, stream === "stderr" ? "stderr" : "stdout", line);
    }
    this.#partial.clear();
  }

  #stepFinished({ step, outcome, entry }: EventOf<"step-finished">): void {
    this.#status.stop();
    this.#ended.add(step.index);
    this.#flushPartial();
    if (this.#open !== step.index) {
      this.#line("");
      this.#line(this.#header(step));
    }
    this.#open = undefined;
    if ("evidence" in outcome) this.#evidence(outcome);
    const { mark, style, text, effect } = outcomeText(step.name, outcome);
    const recorded = entry ? this.#paint("dim", ` · trail entry ${entry.seq}`) : "";
    this.#line(`${this.#paint(style, `${mark} ${text}`)}${recorded}`);
    if (effect) this.#line(this.#paint("yellow", `  ${effect}`));
  }

  #evidence(outcome: Extract<Outcome, { evidence: unknown }>): void {
    for (const target of outcome.evidence.targets) {
      const node = this.#several ? `${visible(target.node)}: ` : "";
      for (const { expression, held, detail } of target.expectations) {
        const mark = held ? this.#paint("green", "✓") : this.#paint("red", "✗");
        this.#line(
          `  ${mark} ${node}${visible(expression)}${held && detail ? this.#paint("yellow", ` (${visible(detail)})`) : ""}`,
        );
        if (!held && detail) for (const line of visibleLines(detail)) this.#line(`      ${line}`);
      }
      const { process } = target;
      if (process && (process.signal !== null || (process.exitCode ?? 0) !== 0)) {
        const how = process.signal === null ? `exit status ${process.exitCode}` : `ended by ${visible(process.signal)}`;
        this.#line(`  ${this.#paint("red", `${node}${how}`)}`);
      }
      // With several targets the step's own message is about the worst of them only.
      if (this.#several && target.status !== "succeeded" && target.message) {
        this.#line(`  ${this.#paint("red", `${visible(target.node)} ${target.status}:`)} ${visible(target.message)}`);
      }
    }
    for (const [name, value] of Object.entries(outcome.evidence.captured)) {
      this.#captured.add(name);
      this.#line(this.#paint("cyan", cut(`  ${visible(name)} = ${showValue(value).text}`, this.#out.columns)));
    }
  }

  #runFinished(event: EventOf<"run-finished">): void {
    this.#status.stop();
    this.#line("");
    const took = formatDuration(this.#options.now() - this.#openedAt);
    const count = `${event.succeeded} of ${event.total} ${event.total === 1 ? "step" : "steps"} succeeded in ${took}`;
    if (event.status === "succeeded") this.#line(this.#paint("green", `✔ ${count}.`));
    else {
      const style = event.status === "cancelled" ? "yellow" : "red";
      this.#line(this.#paint(style, `✘ Run ${event.status}: ${count}.`));
      if (event.message) this.#line(`  ${visible(event.message)}`);
      const left = [...this.#options.order]
        .filter(([index]) => !this.#ended.has(index))
        .map(([, name]) => visible(name));
      if (left.length > 0) this.#line(`  Not run: ${left.join(", ")}`);
    }
    const { rtoMs, now } = this.#options;
    if (rtoMs !== undefined && now() - this.#startedAt > rtoMs)
      this.#line(this.#paint("yellow", `  It took longer than the runbook's RTO of ${formatTimeout(rtoMs)}.`));
    if (event.recordLost) {
      const what = existsSync(this.#location) ? "ends early, before what is said above" : "is gone";
      this.#line(this.#paint("red", `  The record ${what}: ${visible(this.#location)}`));
      return;
    }
    this.#line(this.#paint("dim", `  Recorded in ${visible(this.#location)}`));
    this.#line(this.#paint("dim", `  Verify with: dr-runbooks audit verify ${visible(this.#logId)}`));
  }
}
