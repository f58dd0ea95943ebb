import { atLeast, type Flavor } from "../mysql/flavor.ts";
import type { Runbook, Step } from "../runbook/types.ts";
import type { ShellCommand } from "../shell/commands.ts";
import { commandsOf, type Statement, statementsOf } from "./code.ts";
import type { LintContext } from "./rule.ts";
import { type RunbookTarget, runbookTarget, stepTarget } from "./runbook-target.ts";

/** Every step that may run on the target, with what is known of the servers that it is for. */
export function* eachStep(
  runbook: Runbook,
  context: LintContext,
): Iterable<{ readonly step: Step; readonly target: RunbookTarget }> {
  const whole = runbookTarget(runbook.frontMatter, context);
  for (const step of runbook.steps) {
    const target = stepTarget(step, whole);
    if (target) yield { step, target };
  }
}

export function* eachStatement(
  runbook: Runbook,
  context: LintContext,
): Iterable<{ readonly statement: Statement; readonly step: Step; readonly target: RunbookTarget }> {
  for (const { step, target } of eachStep(runbook, context))
    for (const statement of statementsOf(step)) yield { statement, step, target };
}

export function* eachCommand(
  runbook: Runbook,
  context: LintContext,
): Iterable<{ readonly command: ShellCommand; readonly step: Step; readonly target: RunbookTarget }> {
  for (const { step, target } of eachStep(runbook, context))
    for (const command of commandsOf(step)) yield { command, step, target };
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

/** Steps that run only when another one fails or is taken back. */
export function detoursOf({ steps }: Runbook): ReadonlySet<string> {
  return new Set(
    steps.flatMap(({ attributes: { rollback, onFail } }) =>
      [rollback?.value, onFail?.value].filter((name) => name !== undefined),
    ),
  );
}
