import type { Runbook } from "../runbook/types.ts";
import type { Finding, Fix, TextEdit } from "./rule.ts";

export interface AppliedFix {
  readonly finding: Finding;
  readonly fix: Fix;
}

/** The first safe fix of each finding, as many as do not touch each other; the text outside the edits stays as it is. */
export function applySafeFixes(
  text: string,
  findings: readonly Finding[],
  isAllowed: (finding: Finding) => boolean = () => true,
): { readonly text: string; readonly applied: readonly AppliedFix[] } {
  const taken: TextEdit[] = [];
  const applied: AppliedFix[] = [];
  for (const finding of findings) {
    const fix = finding.fixes.find(({ safety }) => safety === "safe");
    if (!fix || !isAllowed(finding) || fix.edits.some((edit) => taken.some((other) => touch(edit, other)))) continue;
    taken.push(...fix.edits);
    applied.push({ finding, fix });
  }
  const fixed = taken
    .toSorted((a, b) => b.span.start - a.span.start || b.span.end - a.span.end)
    .reduce((result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end), text);
  return { text: fixed, applied };
}

function touch(a: TextEdit, b: TextEdit): boolean {
  return a.span.start <= b.span.end && b.span.start <= a.span.end;
}

/** What is said of a step that can be read all the same. */
const readable = new Set(["unfilled-placeholder", "duplicate-name", "unknown-step", "empty-step", "client-command"]);

/** Whether a finding of a runbook lies in a block that was read as its author meant it; what is half read is not written to. */
export function isWellRead({ steps, problems }: Runbook): (finding: Finding) => boolean {
  const broken = steps.filter((step) => step.problems.some(({ code }) => !readable.has(code)));
  const frontMatter = problems.some(({ code }) => code === "front-matter");
  return ({ span, fixes }) => {
    const places = [span, ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.span))];
    const isBroken = broken.some(({ block }) =>
      places.some((place) => place.start <= block.span.end && block.span.start <= place.end),
    );
    const first = steps[0]?.block.span.start ?? 0;
    return !isBroken && !(frontMatter && places.some(({ start }) => start < first && start === 0));
  };
}
