import { otherReplicationName } from "../../mysql/replication-names.ts";
import { compileExpression } from "../../run/expression.ts";
import { builtinNames } from "../../run/scope.ts";
import { readAnnotations } from "../../runbook/annotations.ts";
import { suggest } from "../../runbook/suggest.ts";
import type { Step } from "../../runbook/types.ts";
import { keepByText } from "../../text/keep.ts";
import type { Span } from "../../text/span.ts";
import { statementsIn, statementsOf } from "../code.ts";
import { resultColumns } from "../result-columns.ts";
import type { Fix, Report, RunbookRule } from "../rule.ts";

export const unknownColumn: RunbookRule = {
  about: "runbook",
  code: "RBK011",
  id: "unknown-column",
  title: "Expectations and captures name columns that the result has",
  severity: "error",
  references: [],
  *check(runbook) {
    const inputs = runbook.frontMatter.inputs.map(({ name }) => name);
    const captures = runbook.steps.flatMap((step) => step.captures.map(({ name }) => name));
    const variables = new Set([...builtinNames, "rows", ...inputs, ...captures]);
    for (const step of runbook.steps) {
      if (step.kind !== "sql" || (step.expectations.length === 0 && step.captures.length === 0 && !step.until))
        continue;
      const own = step.captures;
      if (others(step.code).every((name) => variables.has(name) && !own.some((capture) => capture.name === name)))
        continue;
      const last = statementsOf(step).at(-1);
      const columns = last && resultColumns(last);
      if (columns) yield* checkStep(step, columns, variables);
    }
  },
};

/** The names in a code's annotations that are no columns of its result. */
const others = keepByText((code) => {
  const last = statementsIn({ kind: "sql", code }).at(-1);
  const columns = last && resultColumns(last);
  if (!columns) return [];
  const known = spellingsOf(columns);
  const { expectations, captures, until } = readAnnotations(code, "sql");
  return [...expectations, ...captures, ...(until ? [until] : [])].flatMap(({ expression }) => {
    const compiled = compileExpression(expression);
    return compiled.ok ? compiled.expression.references.filter((name) => !known.has(name.toLowerCase())) : [];
  });
});

function spellingsOf(columns: readonly string[]): ReadonlySet<string> {
  return new Set(
    columns.flatMap((name) => [name, otherReplicationName(name) ?? name].map((each) => each.toLowerCase())),
  );
}

function* checkStep(step: Step, columns: readonly string[], variables: ReadonlySet<string>): Iterable<Report> {
  const known = spellingsOf(columns);
  const own = new Set(step.captures.map(({ name }) => name));
  const expressions = [...step.expectations, ...step.captures, ...(step.until ? [step.until] : [])];
  for (const item of expressions) {
    const compiled = compileExpression(item.expression);
    if (!compiled.ok) continue;
    for (const name of compiled.expression.references) {
      // What this step captures is not there yet while it is checked, unless an input or another step has the name.
      if (
        known.has(name.toLowerCase()) ||
        (variables.has(name) && !(own.has(name) && "name" in item && item.name === name))
      )
        continue;
      const close = suggest(name, columns);
      const span = nameSpan(item, name);
      const fixes: readonly Fix[] =
        close && span ? [{ title: `Use \`${close}\``, safety: "unsafe", edits: [{ span, newText: close }] }] : [];
      const list = columns.length <= 8 ? ` It has ${columns.join(", ")}.` : " Look at its columns.";
      yield {
        span: span ?? item.span,
        message: `The result of the last statement has no column \`${name}\`, and there is no variable of that name.${close ? ` Did you mean \`${close}\`?` : list}`,
        fixes,
      };
    }
  }
}

function nameSpan(
  { expression, span }: { readonly expression: string; readonly span: Span },
  name: string,
): Span | undefined {
  const at = expression.search(new RegExp(`\\b${name}\\b`));
  const start = span.end - expression.length + at;
  return at < 0 || start < span.start ? undefined : { start, end: start + name.length };
}
