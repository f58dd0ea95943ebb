import type { Cell, CellSource } from "./cell-types.ts";
import { toCells } from "./to-cells.ts";

/** What turns the cells of a document into those of another text. Indices are among the cells as they are now. */
export interface CellChanges {
  /** Cells that stay, with another text or another source. */
  readonly updates: readonly { readonly index: number; readonly value: string; readonly source: CellSource }[];
  /** In descending order, none within another: each can be done on its own. */
  readonly replacements: readonly {
    readonly start: number;
    readonly count: number;
    readonly cells: readonly Cell[];
  }[];
}

/** So many pairs of cells are compared; in a larger document more cells are replaced than need be. */
const MOST_PAIRS = 1_000_000;

/** As few cells as can be are replaced: one that stays keeps its outputs and where the cursor is. */
export function cellChanges(cells: readonly Cell[], text: string): CellChanges {
  const wanted = toCells(text);
  const updates: CellChanges["updates"][number][] = [];
  const replacements: CellChanges["replacements"][number][] = [];
  const keep = (index: number, cell: Cell): void => {
    const old = cells[index];
    if (cell.source && old && (old.value !== cell.value || !isSame(old.source, cell.source)))
      updates.push({ index, value: cell.value, source: cell.source });
  };
  let [oldAt, newAt] = [0, 0];
  for (const [oldIndex, newIndex] of [
    ...pairs(cells.map(keyOf), wanted.map(keyOf)),
    [cells.length, wanted.length],
  ] as const) {
    // What lies between two cells that are the same: first what is only written otherwise, then what is new or gone.
    while (oldAt < oldIndex && newAt < newIndex && isLike(cells[oldAt], wanted[newAt]))
      keep(oldAt++, wanted[newAt++] as Cell);
    if (oldAt < oldIndex || newAt < newIndex)
      replacements.unshift({ start: oldAt, count: oldIndex - oldAt, cells: wanted.slice(newAt, newIndex) });
    const same = wanted[newIndex];
    if (same) keep(oldIndex, same);
    [oldAt, newAt] = [oldIndex + 1, newIndex + 1];
  }
  return { updates, replacements };
}

function keyOf(cell: Cell): string {
  return JSON.stringify([cell.kind, cell.kind === "code" ? cell.language : "", cell.value]);
}

function isLike(a: Cell | undefined, b: Cell | undefined): boolean {
  return a?.kind === "code" && b?.kind === "code" ? a.language === b.language : a?.kind === b?.kind;
}

function isSame(a: CellSource | undefined, b: CellSource): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The places of a longest common subsequence, in order. */
function pairs(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [rows, columns] = [a.length - start - end, b.length - start - end];
  const found: (readonly [number, number])[] = Array.from({ length: start }, (_, at) => [at, at]);
  if (rows * columns <= MOST_PAIRS)
    found.push(...commonPairs(a.slice(start, start + rows), b.slice(start, start + columns), start));
  for (let at = end; at > 0; at--) found.push([a.length - at, b.length - at]);
  return found;
}

function commonPairs(
  a: readonly string[],
  b: readonly string[],
  shift: number,
): readonly (readonly [number, number])[] {
  const width = b.length + 1;
  // lengths[i * width + j]: of the longest one of a from i and b from j on.
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
  const found: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) found.push([shift + i++, shift + j++]);
    else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return found;
}
