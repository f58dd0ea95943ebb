import type { Expression } from "../run/expression.ts";
import type { Value } from "../run/value.ts";
import type { Domain } from "./expectation-domains.ts";

/** Names, literals, comparisons and what joins them: nothing else, so that trying values around the literals tries all there is. */
const simple =
  /^(?:\s|[A-Za-z_]\w*(?![\w.(])|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\d+(?:\.\d+)?(?![\w.])|[=!<>]=|[<>!()]|&&|\|\|)*$/;
const literal = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(?<![\w.])(\d+(?:\.\d+)?)/g;
const counts: readonly Value[] = [1n, 2n, 3n, 7n, 100n, 1_000_000n];
const mostCombinations = 4000;

/** What an expectation gives whatever is seen; undefined when that depends on it, or is not known. */
export function outcomeOf(
  { references, text, evaluate }: Expression,
  domainOf: (name: string) => Domain,
): boolean | undefined {
  const same = /^\s*(\w+)\s*(==|!=|<=|>=|<|>)\s*(\w+)\s*$/.exec(text);
  if (same && same[1] === same[3] && references.length > 0) return ["==", "<=", ">="].includes(same[2] ?? "");
  const onlyRows = references.every((name) => name === "rows");
  if (!onlyRows && !simple.test(text)) return undefined;
  const literals = literalsIn(text);
  // Where a column is asked for there is a row.
  const samples = references.map((name) =>
    name === "rows"
      ? [...(onlyRows ? [0n] : []), ...counts, ...around(literals, onlyRows ? 0n : 1n)]
      : valuesOf(domainOf(name), literals),
  );
  if (samples.reduce((product, { length }) => product * length, 1) > mostCombinations) return undefined;
  const seen = new Set<boolean | undefined>();
  for (const values of combinations(samples)) {
    const result = evaluate(Object.fromEntries(references.map((name, index) => [name, values[index] ?? null])));
    // An error is no success, and what is neither true nor false is another matter.
    if (result.ok && typeof result.value !== "boolean") return undefined;
    seen.add(result.ok ? result.value === true : false);
    if (seen.size > 1) return undefined;
  }
  const [only] = seen;
  return only;
}

function valuesOf(domain: Domain, literals: readonly Value[]): readonly Value[] {
  if (domain.kind === "these") return domain.values;
  const numbers = around(literals, -1_000_000n);
  if (domain.kind === "number") return [-1n, 0n, 1n, ...numbers];
  const texts = literals.flatMap((value) => (typeof value === "string" ? [value, `${value}x`] : []));
  return [null, "", "x", true, false, 0n, 1n, ...numbers, ...texts];
}

/** Each number, one between each two, and one below and above all; a text that is a number compares as one. */
function around(literals: readonly Value[], least: bigint): readonly Value[] {
  const numbers = literals
    .flatMap((value) => (typeof value !== "string" || /^[+-]?\d+(?:\.\d+)?$/.test(value) ? [Number(value)] : []))
    .toSorted((a, b) => a - b);
  const between = numbers.map((number, index) => (number + (numbers[index + 1] ?? number + 2)) / 2);
  return [...new Set([...numbers.map((number) => number - 1), ...numbers, ...between])].filter(
    (number) => number >= least,
  );
}

function literalsIn(text: string): readonly Value[] {
  return [...text.matchAll(literal)].map((match) =>
    match[3] === undefined ? (match[1] ?? match[2] ?? "").replace(/\\(.)/g, "$1") : Number(match[3]),
  );
}

function* combinations(lists: readonly (readonly Value[])[], from = 0): Iterable<readonly Value[]> {
  const list = lists[from];
  if (!list) yield [];
  else for (const value of list) for (const rest of combinations(lists, from + 1)) yield [value, ...rest];
}
