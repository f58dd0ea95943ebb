import type { Located, Runbook, Step } from "../runbook/types.ts";

export interface StepCircle {
  /** The reference of its first step to the next. */
  readonly reference: Located<string>;
  readonly names: readonly string[];
  /** The references of its other steps, by which it goes on. */
  readonly others: readonly { readonly name: string; readonly reference: Located<string> }[];
}

export type ReferenceWord = "needs" | "rollback" | "on-fail";

type Read = (step: Step) => readonly Located<string>[];

const references: Readonly<Record<ReferenceWord, Read>> = {
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
function circleFrom(start: Step, byName: ReadonlyMap<string, Step>, read: Read): readonly string[] | undefined {
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

/** Each circle once. */
export function findCircles({ steps }: Runbook, word: ReferenceWord): readonly StepCircle[] {
  const read = references[word];
  const byName = new Map(steps.map((step) => [step.name, step]));
  const told = new Set<string>();
  return goingOn(steps, read).flatMap((step) => {
    const names = circleFrom(step, byName, read);
    const [reference] = read(step).filter(({ value }) => names?.includes(value));
    if (!names || !reference || names.some((name) => told.has(name))) return [];
    for (const name of names) told.add(name);
    const others = names.slice(1).flatMap((name) => {
      const next = byName.get(name);
      const onward = next && read(next).find(({ value }) => names.includes(value));
      return onward ? [{ name, reference: onward }] : [];
    });
    return [{ reference, names, others }];
  });
}

/** The names of the steps that are in a circle. */
export function circlesOf(runbook: Runbook, word: ReferenceWord): ReadonlySet<string> {
  return new Set(findCircles(runbook, word).flatMap(({ names }) => names));
}
