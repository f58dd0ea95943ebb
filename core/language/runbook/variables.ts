import { builtinNames } from "../../run/scope.ts";
import type { Capture, Input, Runbook, Step } from "../../runbook/types.ts";
import { type Span, spanOf } from "../../text/span.ts";

/** A variable of a runbook and where it comes from. */
export type Variable =
  | { readonly kind: "input"; readonly name: string; readonly input: Input; readonly span: Span }
  /** `span` is that of the name. */
  | {
      readonly kind: "capture";
      readonly name: string;
      readonly capture: Capture;
      readonly step: Step;
      readonly span: Span;
    }
  | { readonly kind: "built-in"; readonly name: string };

/** Inputs, then captures in the order of the text, then what is there without being declared. */
export function variablesOf({ frontMatter, steps }: Runbook): readonly Variable[] {
  return [
    ...frontMatter.inputs.map((input): Variable => ({ kind: "input", name: input.name, input, span: input.span })),
    ...steps.flatMap((step) =>
      step.captures.map(
        (capture): Variable => ({
          kind: "capture",
          name: capture.name,
          capture,
          step,
          span: spanOf(capture.span.start, capture.span.start + capture.name.length),
        }),
      ),
    ),
    ...builtinNames.map((name): Variable => ({ kind: "built-in", name })),
  ];
}

/** One line on where a variable comes from. */
export function originOf(variable: Variable): string {
  switch (variable.kind) {
    case "input":
      return `input, ${variable.input.type}${variable.input.role ? `, ${variable.input.role}` : ""}`;
    case "capture":
      return `captured by ${variable.step.name}`;
    default:
      return variable.name === "flavor" ? "mysql or mariadb" : "of the cluster's servers";
  }
}
