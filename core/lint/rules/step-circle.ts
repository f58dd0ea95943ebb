import type { Located, Runbook, Step } from "../../runbook/types.ts";
import type { RunbookRule } from "../rule.ts";

export const stepCircle: RunbookRule = {
  about: "runbook",
  code: "RBK006",
  id: "step-circle",
  title: "References between steps come to an end",
  severity: "error",
  references: [],
  *check(runbook) {
    const byName = new Map(runbook.steps.map((step) => [step.name, step]));
    for (const [word, read] of Object.entries(references)) {
      const told = new Set<string>();
      for (const step of goingOn(runbook.steps, read)) {
        const circle = circleFrom(step, byName, read);
        const [first] = read(step).filter(({ value }) => circle?.includes(value));
        if (!circle || !first || circle.some((name) => told.has(name))) continue;
        for (const name of circle) told.add(name);
        yield {
          span: first.span,
          message: `\`${word}\` leads in a circle: ${[...circle, circle[0]].join(" → ")}. Remove one of these references.`,
        };
      }
    }
  },
};

type Read = (step: Step) => readonly Located<string>[];

const references: Readonly<Record<string, Read>> = {
  needs: ({ attributes }) => attributes.needs ?? [],
  rollback: ({ attributes: { rollback } }) => (rollback ? [rollback] : []),
  "on-fail": ({ attributes: { onFail } }) => (onFail ? [onFail] : []),
};

/** Leaves out the steps from which every way comes to an end: in most runbooks all of them. */
function goingOn(steps: readonly Step[], read: Read): readonly Step[] {
  const left = new Set(steps.filter((step) => read(step).length > 0));
  const named = new Map<string, number>();
  for (const { name } of left) named.set(name, (named.get(name) ?? 0) + 1);
  // References to what stands before come to an end in this order, those to what stands behind in the other.
  for (let before = -1, order = [...left]; before !== left.size; order = [...left].reverse()) {
    before = left.size;
    for (const step of order) {
      if (read(step).some(({ value }) => (named.get(value) ?? 0) > 0)) continue;
      left.delete(step);
      named.set(step.name, (named.get(step.name) ?? 0) - 1);
    }
  }
  return [...left];
}

/** The names on the way from a step back to itself. */
function circleFrom(
  start: Step,
  byName: ReadonlyMap<string, Runbook["steps"][number]>,
  read: Read,
): readonly string[] | undefined {
  const visited = new Set<string>();
  const queue: { readonly step: Step; readonly path: readonly string[] }[] = [{ step: start, path: [start.name] }];
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const { value } of read(next.step)) {
      // A step that names itself is a finding of its own.
      if (value === start.name) {
        if (next.step !== start) return next.path;
      } else if (!visited.has(value)) {
        visited.add(value);
        const step = byName.get(value);
        if (step) queue.push({ step, path: [...next.path, value] });
      }
    }
  }
  return undefined;
}
