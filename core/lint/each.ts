import { atLeast, type Flavor } from "../mysql/flavor.ts";
import type { Runbook, Step } from "../runbook/types.ts";
import type { ShellCommand } from "../shell/commands.ts";
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
  readonly statements: readonly (StepOfTarget & { readonly statement: Statement })[];
  readonly commands: readonly (StepOfTarget & { readonly command: ShellCommand })[];
}

/** Most rules ask for the same parts of the same runbook. */
const latest = new WeakMap<Runbook, Parts>();

/** Every step that may run on the target, with what is known of the servers that it is for. */
export function eachStep(runbook: Runbook, context: LintContext): Parts["steps"] {
  return partsOf(runbook, context).steps;
}

export function eachStatement(runbook: Runbook, context: LintContext): Parts["statements"] {
  return partsOf(runbook, context).statements;
}

export function eachCommand(runbook: Runbook, context: LintContext): Parts["commands"] {
  return partsOf(runbook, context).commands;
}

function partsOf(runbook: Runbook, context: LintContext): Parts {
  const known = latest.get(runbook);
  if (known?.context === context) return known;
  const whole = runbookTarget(runbook.frontMatter, context);
  const steps = runbook.steps.flatMap((step) => {
    const target = stepTarget(step, whole);
    return target ? [{ step, target }] : [];
  });
  const parts: Parts = {
    context,
    steps,
    statements: steps.flatMap(({ step, target }) =>
      statementsOf(step).map((statement) => ({ statement, step, target })),
    ),
    commands: steps.flatMap(({ step, target }) => commandsOf(step).map((command) => ({ command, step, target }))),
  };
  latest.set(runbook, parts);
  return parts;
}

/** Whether the servers are known to be of a flavor and at least of a version. */
export function isKnown({ flavor, version }: RunbookTarget, of: Flavor, major = 0, minor = 0, patch = 0): boolean {
  if (flavor !== of) return false;
  return major === 0 || (version !== undefined && atLeast(version, major, minor, patch));
}

/** Whether the document says of itself that it is a runbook: a Markdown text about something else is judged more mildly. */
export function isOurs({ frontMatter, problems, steps }: Runbook): boolean {
  if (frontMatter.title || frontMatter.cluster) return true;
  // Other tools have a `strategy` and `inputs` of their own, which are not like ours.
  const isForeign = problems.some(({ code }) => code === "front-matter");
  if (!isForeign && (frontMatter.strategy || frontMatter.inputs.length > 0)) return true;
  return steps.some(
    ({ attributes: { unknown, ...own }, expectations, captures }) =>
      expectations.length > 0 || captures.length > 0 || Object.keys(own).length > 0,
  );
}

/** Steps that run only when another one fails or is taken back. */
export function detoursOf({ steps }: Runbook): ReadonlySet<string> {
  return new Set(
    steps.flatMap(({ attributes: { rollback, onFail } }) =>
      [rollback?.value, onFail?.value].filter((name) => name !== undefined),
    ),
  );
}
