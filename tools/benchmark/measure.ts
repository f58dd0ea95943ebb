/** Middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}

/** Milliseconds that `work` took. */
export async function time(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/**
 * Times two pieces of work in turns, so that whatever else the machine does hits both. The first `warmUp` turns are not
 * counted. Medians in milliseconds.
 */
export async function alternate(
  turns: number,
  warmUp: number,
  ours: () => unknown,
  baseline: () => unknown,
): Promise<{ ours: number; baseline: number; ratio: number }> {
  const times: { ours: number[]; baseline: number[] } = { ours: [], baseline: [] };
  for (let turn = -warmUp; turn < turns; turn++) {
    const first = await time(turn % 2 === 0 ? ours : baseline);
    const second = await time(turn % 2 === 0 ? baseline : ours);
    if (turn < 0) continue;
    times.ours.push(turn % 2 === 0 ? first : second);
    times.baseline.push(turn % 2 === 0 ? second : first);
  }
  const [a, b] = [median(times.ours), median(times.baseline)];
  return { ours: a, baseline: b, ratio: a / b };
}
