import { compileExpression } from "../../run/expression.ts";
import type { Input, Runbook, Step } from "../../runbook/types.ts";
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

function usedNames(runbook: Runbook): ReadonlySet<string> {
  return new Set(runbook.steps.flatMap(namesIn));
}

function namesIn(step: Step): readonly string[] {
  const { attributes, expectations, until, captures } = step;
  const expressions = [
    ...expectations.map(({ expression }) => expression),
    // A bare column is what is captured, not a use of a variable of that name.
    ...captures.filter(({ name, expression }) => name !== expression).map(({ expression }) => expression),
    ...(until ? [until.expression] : []),
    ...(attributes.when ? [attributes.when.value] : []),
  ];
  return [
    ...step.variables.map(({ name }) => name),
    ...expressions.flatMap((text) => {
      const compiled = compileExpression(text);
      return compiled.ok ? compiled.expression.references : [];
    }),
    ...(step.kind === "shell" ? namesInScript(step.code) : []),
  ];
}

const namesInScript = keepByText(environmentNames);

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
