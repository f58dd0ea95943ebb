import { compileExpression } from "../../run/expression.ts";
import { readAnnotations } from "../../runbook/annotations.ts";
import type { Input, Runbook, StepKind } from "../../runbook/types.ts";
import { keepByText } from "../../text/keep.ts";
import type { Fix, RunbookRule } from "../rule.ts";

export const unusedVariable: RunbookRule = {
  about: "runbook",
  code: "RBK007",
  id: "unused-variable",
  title: "Every input and capture is used",
  severity: "information",
  references: [],
  *check(runbook) {
    if (runbook.frontMatter.inputs.length === 0 && runbook.steps.every(({ captures }) => captures.length === 0)) return;
    const used = usedNames(runbook);
    for (const input of runbook.frontMatter.inputs) {
      if (!used.has(input.name))
        yield {
          span: input.span,
          message: `Nothing uses the input \`${input.name}\`, yet it is asked for. Use it or remove it.`,
          fixes: removal(runbook, input),
        };
    }
    for (const step of runbook.steps) {
      for (const { name, span } of step.captures)
        if (!used.has(name))
          yield {
            span,
            message: `Nothing uses the capture \`${name}\`. Use it or remove it; the trail keeps the result anyway.`,
          };
    }
  },
};

function usedNames({ steps }: Runbook): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { kind, code, variables, attributes } of steps) {
    for (const { name } of variables) names.add(name);
    if (attributes.when) for (const name of referencesIn(attributes.when.value)) names.add(name);
    for (const name of namesInCode(kind, code)) names.add(name);
  }
  return names;
}

function referencesIn(expression: string): readonly string[] {
  const compiled = compileExpression(expression);
  return compiled.ok ? compiled.expression.references : [];
}

function namesInCode(kind: StepKind, code: string): readonly string[] {
  if (kind === "shell") return namesInScript(code);
  return kind === "sql" ? namesInSql(code) : expressionNames(code, kind);
}

const namesInSql = keepByText((code) => expressionNames(code, "sql"));
const namesInScript = keepByText((code) => [
  ...new Set([...expressionNames(code, "shell"), ...environmentNames(code)]),
]);

function expressionNames(code: string, kind: StepKind): readonly string[] {
  const { expectations, captures, until } = readAnnotations(code, kind);
  const expressions = [
    ...expectations,
    // A bare column is what is captured, not a use of a variable of that name.
    ...captures.filter(({ name, expression }) => name !== expression),
    ...(until ? [until] : []),
  ];
  return expressions.flatMap(({ expression }) => referencesIn(expression));
}

/** Names that a script or a program it starts may look for; of a node `name_host` and `name_port` too. */
function environmentNames(code: string): readonly string[] {
  const names = code.match(/[A-Za-z_]\w*/g) ?? [];
  return [...names, ...names.map((name) => name.replace(/_(?:host|port)$/, ""))];
}

/** Only where the input has lines of its own. */
function removal({ text, frontMatter }: Runbook, { name, span }: Input): readonly Fix[] {
  const start = text.lastIndexOf("\n", span.start - 1) + 1;
  const line = /^([ \t]+)([\w-]+)[ \t]*:[^\n]*\n(?:\1[ \t]+[^\n]*\n)*/.exec(text.slice(start, frontMatter.span?.end));
  if (!line || line[2] !== name || frontMatter.inputs.length < 2) return [];
  const edits = [{ span: { start, end: start + line[0].length }, newText: "" }];
  return [{ title: `Remove the input \`${name}\``, safety: "unsafe", edits }];
}
