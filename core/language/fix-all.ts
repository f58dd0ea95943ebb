import type { Finding, TextEdit } from "../lint/rule.ts";

/** The edits of the first safe fix of each finding, without those that would touch what another one changes. */
export function safeEdits(findings: readonly Finding[]): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  for (const { fixes } of findings) {
    const fix = fixes.find(({ safety }) => safety === "safe");
    const edits = fix?.edits.filter((edit) => !taken.some((other) => isEqual(edit, other))) ?? [];
    if (edits.every((edit) => taken.every((other) => !overlaps(edit, other)))) taken.push(...edits);
  }
  return taken.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** Insertions at one place follow each other; one at the start of what is replaced would stand in no certain order. */
function overlaps({ span: a }: TextEdit, { span: b }: TextEdit): boolean {
  const isInsertion = a.start === a.end && b.start === b.end;
  return (a.start < b.end && b.start < a.end) || (a.start === b.start && !isInsertion);
}

function isEqual(a: TextEdit, b: TextEdit): boolean {
  return a.span.start === b.span.start && a.span.end === b.span.end && a.newText === b.newText;
}
