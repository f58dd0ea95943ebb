import { comparedSettings } from "../../core/run/compared-settings.ts";
import type { Plan, PlannedStep } from "../../core/run/plan-types.ts";
import { formatTimeout } from "../../core/text/duration.ts";
import { LineMap } from "../../core/text/line-map.ts";
import { visible, visibleLines } from "../../core/text/visible.ts";

export interface PlanPage {
  readonly title: string;
  /** As a person calls the file. */
  readonly file: string;
  readonly text: string;
  readonly cluster?: string;
  readonly plan: Plan;
}

/** A plan as a page of Markdown to read. Its statements stand in fences that nothing in them can end. */
export function planText({ title, file, text, cluster, plan }: PlanPage): string {
  const lines = new LineMap(text);
  const order = plan.steps.filter(({ rollbackOf }) => rollbackOf === undefined);
  const rollbacks = plan.steps.filter(({ rollbackOf }) => rollbackOf !== undefined);
  const blocked = plan.steps.filter(({ problems }) => problems.length > 0).length;
  const inSteps = new Set(plan.steps.flatMap(({ problems }) => problems.map(({ message }) => message)));
  const ofDocument = plan.problems.filter(({ message }) => !inSteps.has(message));
  const place = ({ message, span }: Plan["problems"][number]) =>
    `- ✘ line ${lines.positionAt(span.start).line + 1}: ${visible(message)}`;
  return [
    `# Plan: ${visible(title)}`,
    "",
    `${visible(file)}, ${cluster === undefined ? "no cluster chosen" : `cluster ${visible(cluster)}`}. Nothing was executed and no server was asked: where a step runs is what the inventory intends.`,
    "",
    `${plan.steps.length} ${plan.steps.length === 1 ? "step" : "steps"}${blocked > 0 ? `, ${blocked} of them can't run` : ""}.`,
    ...(ofDocument.length > 0 ? ["", ...ofDocument.map(place)] : []),
    ...order.flatMap((planned, index) => stepLines(planned, `${index + 1}.`, place)),
    ...(rollbacks.length > 0 ? ["", "# Rollback steps, run only when asked for"] : []),
    ...rollbacks.flatMap((planned) => stepLines(planned, "↶", place)),
    "",
  ].join("\n");
}

/** How the heading of a step begins, which `planText` writes. */
export function isHeadingOf(line: string, name: string): boolean {
  return /^## (?:\d+\.|↶) /.test(line) && line.replace(/^## \S+ /, "") === visible(name);
}

function stepLines(
  planned: PlannedStep,
  count: string,
  place: (problem: Plan["problems"][number]) => string,
): readonly string[] {
  const { step, targets, risk, timeoutMs, confirm, statements, problems, rollbackOf } = planned;
  const { attributes, until, expectations, captures, items } = step;
  const facts = [
    step.kind,
    `on ${targets.length > 0 ? targets.map(visible).join(", ") : "no node"}`,
    risk === "unknown" ? "risk unknown" : risk,
    `timeout ${formatTimeout(timeoutMs)}`,
    ...(attributes.needs ? [`needs ${attributes.needs.map(({ value }) => visible(value)).join(", ")}`] : []),
    ...(attributes.rollback ? [`rollback ${visible(attributes.rollback.value)}`] : []),
    ...(rollbackOf === undefined ? [] : [`undoes ${visible(rollbackOf)}`]),
  ];
  const notes = [
    ...(attributes.when ? [`- only when ${visible(attributes.when.value)}`] : []),
    ...(confirm === undefined ? [] : [`- asks: ${visible(confirm)}`]),
    ...comparedSettings(step).map((setting) => `- compares ${visible(setting)}`),
    ...items.map(({ value }) => `- [ ] ${visible(value)}`),
    ...(until ? [`- until ${visible(until.expression)}, every ${formatTimeout(until.everyMs)}`] : []),
    ...expectations.map(({ expression }) => `- expects ${visible(expression)}`),
    ...captures.map(({ name, expression }) => `- captures ${visible(name)} = ${visible(expression)}`),
    ...problems.map(place),
  ];
  const shown = step.kind === "manual" && items.length > 0 ? [] : statements;
  const code = shown.flatMap((statement) => visibleLines(statement.text.trimEnd()));
  const marks = "`".repeat(
    Math.max(3, ...code.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length + 1)),
  );
  return [
    "",
    `## ${count} ${visible(step.name)}`,
    "",
    facts.join(" · "),
    ...(code.length > 0 ? ["", `${marks}${step.language}`, ...code, marks] : []),
    ...(notes.length > 0 ? ["", ...notes] : []),
  ];
}
