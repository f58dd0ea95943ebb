import type { Problem } from "../text/problem.ts";
import { shiftSpan } from "./shift-outline.ts";
import { suggest } from "./suggest.ts";
import type { Attributes, Located } from "./types.ts";

/** `rollback=never`: the point of no return. */
export const NO_WAY_BACK = "never";

/** A step with the name that the document gives it. Spans count in the section. */
interface Referring {
  readonly section: { readonly start: number };
  readonly index: number;
  readonly name: string;
  readonly attributes: Attributes;
}

/** The problems of names, by the steps' index: two steps of one name, and `needs`, `on-fail`, `rollback` that name no step. */
export function referenceProblems(steps: readonly Referring[]): ReadonlyMap<number, readonly Problem[]> {
  const names = new Set(steps.map((step) => step.name));
  const seen = new Set<string>();
  const found = new Map<number, readonly Problem[]>();
  for (const step of steps) {
    const problems: Problem[] = [];
    const { name, needs = [], onFail, rollback } = step.attributes;
    if (name && seen.has(step.name)) {
      problems.push({
        code: "duplicate-name",
        message: `Another step is named \`${step.name}\` already. Give this one a name of its own.`,
        span: name.span,
      });
    }
    seen.add(step.name);
    const references = [
      ...needs,
      ...(onFail && !["stop", "continue"].includes(onFail.value) ? [onFail] : []),
      ...(rollback && rollback.value !== NO_WAY_BACK ? [rollback] : []),
    ];
    for (const reference of references) {
      if (!names.has(reference.value)) problems.push(unknownStep(reference, names));
      else if (reference.value === step.name) {
        problems.push({
          code: "unknown-step",
          message: "A step cannot refer to itself. Name another step.",
          span: reference.span,
        });
      }
    }
    const { start } = step.section;
    if (problems.length > 0)
      found.set(
        step.index,
        problems.map((problem) => ({ ...problem, span: shiftSpan(problem.span, start) })),
      );
  }
  return found;
}

function unknownStep(reference: Located<string>, names: Iterable<string>): Problem {
  const close = suggest(reference.value, names);
  const advice = close ? `Did you mean \`${close}\`?` : "Name a step of this document.";
  return { code: "unknown-step", message: `No step is named \`${reference.value}\`. ${advice}`, span: reference.span };
}
