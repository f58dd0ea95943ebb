/** Milliseconds per named stage, added up when a stage is repeated. */
export interface Stopwatch {
  readonly laps: Record<string, number>;
  lap(name: string): void;
}

export function stopwatch(): Stopwatch {
  const laps: Record<string, number> = {};
  let last = performance.now();
  return {
    laps,
    lap(name) {
      const now = performance.now();
      laps[name] = Math.round((laps[name] ?? 0) + now - last);
      last = now;
    },
  };
}
