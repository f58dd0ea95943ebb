import { atLeast, type Flavor } from "../mysql/flavor.ts";
import type { Runbook, Step } from "../runbook/types.ts";
import type { ShellCommand } from "../shell/commands.ts";
import { KeptOn } from "../text/kept-on.ts";
import { commandsOf, type Statement, statementsOf } from "./code.ts";
import type { LintContext } from "./rule.ts";
import { type RunbookTarget, runbookTarget, stepTarget } from "./runbook-target.ts";

interface StepOfTarget {
  readonly step: Step;
  readonly target: RunbookTarget;
}

interface Parts {
  readonly context: LintContext;
  readonly steps: readonly StepOfTarget[];
  statements?: readonly (StepOfTarget & { readonly statement: Statement })[];
  commands?: readonly (StepOfTarget & { readonly command: ShellCommand })[];
}

/** Most rules ask for the same parts of the same runbook. */
const latest = new WeakMap<Runbook, Parts>();

/** Every step that may run on the target, with what is known of the servers that it is for. */
export function eachStep(runbook: Runbook, context: LintContext): Parts["steps"] {
  return partsOf(runbook, context).steps;
}

export function eachStatement(runbook: Runbook, context: LintContext): NonNullable<Parts["statements"]> {
  const parts = partsOf(runbook, context);
  parts.statements ??= parts.steps.flatMap(({ step, target }) =>
    statementsOf(step).map((statement) => ({ statement, step, target })),
  );
  return parts.statements;
}

export function eachCommand(runbook: Runbook, context: LintContext): NonNullable<Parts["commands"]> {
  const parts = partsOf(runbook, context);
  parts.commands ??= parts.steps.flatMap(({ step, target }) =>
    commandsOf(step).map((command) => ({ command, step, target })),
  );
  return parts.commands;
}

function partsOf(runbook: Runbook, context: LintContext): Parts {
  const known = latest.get(runbook);
  if (known?.context === context) return known;
  const whole = runbookTarget(runbook.frontMatter, context);
  const steps = runbook.steps.flatMap((step) => {
    const target = stepTarget(step, whole);
    return target ? [{ step, target }] : [];
  });
  const parts: Parts = { context, steps };
  latest.set(runbook, parts);
  return parts;
}

/** Whether the servers are known to be of a flavor and at least of a version. */
export function isKnown({ flavor, version }: RunbookTarget, of: Flavor, major = 0, minor = 0, patch = 0): boolean {
  if (flavor !== of) return false;
  return major === 0 || (version !== undefined && atLeast(version, major, minor, patch));
}

/** Whether the document says of itself that it is a runbook: a Markdown text about something else is judged more mildly. */
export function isOurs(runbook: Runbook): boolean {
  const { title, strategy, cluster, inputs } = runbook.frontMatter;
  if (title || strategy || cluster || inputs.length > 0) return true;
  return runbook.steps.some(
    ({ attributes: { unknown, ...own }, expectations, captures }) =>
      expectations.length > 0 || captures.length > 0 || Object.keys(own).length > 0,
  );
}

const detours = new KeptOn<Runbook, ReadonlySet<string>>();

/** Steps that run only when another one fails or is taken back. */
export function detoursOf(runbook: Runbook): ReadonlySet<string> {
  const known = detours.get(runbook);
  if (known) return known;
  const names = new Set<string>();
  for (const { attributes } of runbook.steps) {
    if (attributes.rollback) names.add(attributes.rollback.value);
    if (attributes.onFail) names.add(attributes.onFail.value);
  }
  detours.set(runbook, names);
  return names;
}
