import type { Runbook, Step } from "../runbook/types.ts";
import { compileExpression } from "./expression.ts";

/** Names that a step can't run without. In expressions a name may as well be a column, so there only declared inputs count. */
export function neededVariables(step: Step, runbook: Runbook): string[] {
  const declared = new Set(runbook.frontMatter.inputs.map(({ name }) => name));
  const expressions = [...step.expectations, ...step.captures, ...(step.until ? [step.until] : [])].map(
    ({ expression }) => expression,
  );
  const names = [
    ...step.variables.map(({ name }) => name),
    ...conditionVariables(step),
    ...expressions.flatMap(namesIn).filter((name) => declared.has(name)),
    ...(step.kind === "shell" ? namesInScript(step.code).filter((name) => declared.has(name)) : []),
  ];
  return [...new Set(names)];
}

/** Names that have to be known to decide whether the step runs at all. */
export function conditionVariables(step: Step): string[] {
  return [...new Set(namesIn(step.attributes.when?.value))];
}

function namesIn(expression: string | undefined): readonly string[] {
  if (expression === undefined) return [];
  const compiled = compileExpression(expression);
  return compiled.ok ? compiled.expression.references : [];
}

/** `$name` and `${name…`; of a node also `$name_host` and `$name_port`. */
function namesInScript(code: string): string[] {
  const names = [...code.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map((match) => match[1] ?? "");
  return [...names, ...names.map((name) => name.replace(/_(?:host|port)$/, ""))];
}
