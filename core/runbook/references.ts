import type { Problem } from "../text/problem.ts";
import { suggest } from "./suggest.ts";
import type { Located, Step } from "./types.ts";

/** `rollback=never`: the point of no return. */
export const NO_WAY_BACK = "never";

/** Adds the problems of names: two steps of one name, and `needs`, `on-fail`, `rollback` that name no step. */
export function checkReferences(steps: readonly Step[]): readonly Step[] {
  const names = new Set(steps.map((step) => step.name));
  const seen = new Set<string>();
  return steps.map((step) => {
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
    return problems.length === 0 ? step : { ...step, problems: [...step.problems, ...problems] };
  });
}

function unknownStep(reference: Located<string>, names: Iterable<string>): Problem {
  const close = suggest(reference.value, names);
  const advice = close ? `Did you mean \`${close}\`?` : "Name a step of this document.";
  return { code: "unknown-step", message: `No step is named \`${reference.value}\`. ${advice}`, span: reference.span };
}
