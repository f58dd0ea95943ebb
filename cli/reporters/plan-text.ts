import { approvalsText } from "../../core/run/approval-words.ts";
import { comparedSettings } from "../../core/run/compared-settings.ts";
import type { Plan, PlannedStep } from "../../core/run/plan-types.ts";
import type { Risk } from "../../core/runbook/types.ts";
import { formatTimeout } from "../../core/text/duration.ts";
import { LineMap } from "../../core/text/line-map.ts";
import type { Problem } from "../../core/text/problem.ts";
import { visible, visibleLines } from "../../core/text/visible.ts";
import type { Output } from "../io.ts";
import { type Paint, paintFor, type Style } from "../terminal/colour.ts";
import { riskText } from "./outcome-text.ts";

export interface PlanView {
  readonly title: string;
  readonly file: string;
  readonly text: string;
  readonly cluster: string | undefined;
}

const riskStyles: Record<Risk, Style> = { reads: "green", changes: "yellow", destroys: "red", unknown: "yellow" };

class PlanWriter {
  readonly #out: Output;
  readonly #paint: Paint;
  readonly #view: PlanView;
  readonly #map: LineMap;
  #heading: string | undefined;

  constructor(out: Output, view: PlanView) {
    this.#out = out;
    this.#paint = paintFor(out);
    this.#view = view;
    this.#map = new LineMap(view.text);
  }

  line(text: string): void {
    this.#out.write(`${text}\n`);
  }

  title(): void {
    const where = this.#view.cluster === undefined ? "no cluster chosen" : `cluster ${visible(this.#view.cluster)}`;
    this.line(
      `${this.#paint("bold", visible(this.#view.title))}  ${this.#paint("dim", `${visible(this.#view.file)}, ${where}`)}`,
    );
  }

  step(count: string, planned: PlannedStep): void {
    const { step, targets, risk, because, timeoutMs, confirm, approvals, statements, problems } = planned;
    const facts = [
      step.kind,
      `on ${targets.length > 0 ? targets.map(visible).join(", ") : "no node"}`,
      this.#paint(riskStyles[risk], riskText(risk)),
      `timeout ${formatTimeout(timeoutMs)}`,
      ...(step.attributes.needs
        ? [`needs ${step.attributes.needs.map((need) => visible(need.value)).join(", ")}`]
        : []),
      ...(step.attributes.rollback ? [`rollback ${visible(step.attributes.rollback.value)}`] : []),
    ];
    this.line("");
    if (step.heading !== undefined && step.heading !== this.#heading)
      this.line(this.#paint("dim", `── ${visible(step.heading)}`));
    this.#heading = step.heading;
    this.line(`${count}  ${this.#paint("bold", visible(step.name))}  ${facts.join(" · ")}`);
    if (step.attributes.when) this.line(`    only when ${visible(step.attributes.when.value)}`);
    if (because !== undefined) {
      const [first = "", ...more] = visibleLines(because);
      this.line(`    ${this.#paint("red", `${riskText(risk)}:`)} ${first}${more.length > 0 ? " …" : ""}`);
    }
    if (approvals !== undefined) {
      const many = approvalsText(approvals.needed);
      this.line(
        `    ${this.#paint("yellow", `needs ${many}`)} by other people: ${approvals.from.map(visible).join(", ")}`,
      );
    }
    if (confirm !== undefined) this.line(`    ${this.#paint("yellow", "asks:")} ${visible(confirm)}`);
    for (const statement of step.kind === "manual" && step.items.length > 0 ? [] : statements) {
      const note =
        statement.risk !== risk ? `  ${this.#paint(riskStyles[statement.risk], `(${riskText(statement.risk)})`)}` : "";
      const [first = "", ...rest] = visibleLines(statement.text.trimEnd());
      this.line(`    ${this.#paint("cyan", "│")} ${first}${note}`);
      for (const line of rest) this.line(`    ${this.#paint("cyan", "│")} ${line}`);
    }
    for (const setting of comparedSettings(step)) this.line(`    compares ${visible(setting)}`);
    for (const item of step.items) this.line(`    ☐ ${visible(item.value)}`);
    if (step.until)
      this.line(`    until ${visible(step.until.expression)}, every ${formatTimeout(step.until.everyMs)}`);
    for (const { expression } of step.expectations) this.line(`    expects ${visible(expression)}`);
    for (const { name, expression } of step.captures)
      this.line(`    captures ${visible(name)} = ${visible(expression)}`);
    for (const problem of problems) this.problem(problem, "    ");
  }

  problem({ message, span }: Problem, indent: string): void {
    const { line, character } = this.#map.positionAt(span.start);
    this.line(`${indent}${this.#paint("red", "✘")} line ${line + 1}:${character + 1}: ${visible(message)}`);
  }
}

/** Writes every step, then what stands in the way. */
export function writePlanText(plan: Plan, view: PlanView, out: Output): void {
  const writer = new PlanWriter(out, view);
  writer.title();
  const order = plan.steps.filter((planned) => planned.rollbackOf === undefined);
  const rollbacks = plan.steps.filter((planned) => planned.rollbackOf !== undefined);
  const width = String(order.length).length;
  for (const [index, planned] of order.entries()) writer.step(String(index + 1).padStart(width + 1), planned);
  if (rollbacks.length > 0) {
    writer.line("");
    writer.line("Rollback steps, run only when asked for:");
    for (const planned of rollbacks) writer.step(`${" ".repeat(width)}↶`, planned);
  }
  const inSteps = new Set(plan.steps.flatMap((planned) => planned.problems.map((problem) => problem.message)));
  const ofDocument = plan.problems.filter((problem) => !inSteps.has(problem.message));
  const blocked = plan.steps.filter((planned) => planned.problems.length > 0).length;
  writer.line("");
  for (const problem of ofDocument) writer.problem(problem, "");
  const kept = blocked > 0 ? `, ${blocked} of them can't run` : "";
  writer.line(`${plan.steps.length} ${plan.steps.length === 1 ? "step" : "steps"}${kept}. Nothing was executed.`);
}
