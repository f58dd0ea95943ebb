/** Texts longer than this are rare and not worth their memory. */
const LONGEST_KEPT = 20_000;
const MOST_UNITS = 500_000;

/**
 * The same function with its latest results kept by their text, for functions that many ask of one text again and again.
 * The results are shared, so nobody may change them.
 */
export function keepByText<T>(work: (text: string) => T): (text: string) => T {
  let before = new Map<string, T>();
  let now = new Map<string, T>();
  let units = 0;
  return (text) => {
    if (text.length > LONGEST_KEPT) return work(text);
    const known = now.get(text);
    if (known !== undefined) return known;
    const result = before.get(text) ?? work(text);
    if (units + text.length > MOST_UNITS) {
      before = now;
      now = new Map();
      units = 0;
    }
    now.set(text, result);
    units += text.length + 50;
    return result;
  };
}
