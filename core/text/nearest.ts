/** The number of inserted, deleted, changed and swapped characters between two words, or `limit + 1` when it is more than `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  const tooFar = limit + 1;
  if (Math.abs(a.length - b.length) > limit) return tooFar;
  // Three rows of the table of distances between beginnings; only cells at most `limit` beside the diagonal can matter.
  let beforeLast = new Array<number>(b.length + 1).fill(tooFar);
  let last = Array.from(beforeLast, (_, column) => Math.min(column, tooFar));
  let current = [...beforeLast];
  for (let row = 1; row <= a.length; row++) {
    const from = Math.max(1, row - limit);
    const to = Math.min(b.length, row + limit);
    const letter = a.charCodeAt(row - 1);
    current.fill(tooFar);
    current[0] = Math.min(row, tooFar);
    let best = from === 1 ? row : tooFar;
    for (let column = from; column <= to; column++) {
      const other = b.charCodeAt(column - 1);
      let cost = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (letter === other ? 0 : 1),
      );
      if (row > 1 && column > 1 && letter === b.charCodeAt(column - 2) && a.charCodeAt(row - 2) === other) {
        cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      }
      current[column] = cost;
      if (cost < best) best = cost;
    }
    if (best > limit) return tooFar;
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  return Math.min(at(last, b.length), tooFar);
}

function at(row: readonly number[], column: number): number {
  return row[column] as number;
}

const LONGEST_WORD = 80;

/** The candidates that a writer of `word` most likely meant, best first; none when nothing is near. About one slip in four letters is forgiven. */
export function nearest(word: string, candidates: Iterable<string>, most = 3): readonly string[] {
  if (word.length < 2 || word.length > LONGEST_WORD) return [];
  const limit = Math.min(4, Math.max(1, Math.floor(word.length / 4)));
  const found: { readonly candidate: string; readonly distance: number }[] = [];
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate, limit);
    if (distance <= limit && candidate !== word) found.push({ candidate, distance });
  }
  found.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return found.slice(0, most).map((entry) => entry.candidate);
}
