/** How far wall clock and monotonic clock may drift apart between two entries before the log says so. */
const clockToleranceMs = 2000;

/** Compares the two clocks from entry to entry. */
export class ClockWatch {
  #last: { readonly boot: string; readonly offset: number } | undefined;

  /** Milliseconds by which the wall clock jumped since the last call, when that is more than the tolerance; else 0. */
  jump(nowMs: number, monoUs: number, boot: string): number {
    const offset = nowMs - monoUs / 1000;
    const last = this.#last;
    this.#last = { boot, offset };
    if (last === undefined || last.boot !== boot) return 0;
    const jumped = Math.round(offset - last.offset);
    return Math.abs(jumped) > clockToleranceMs ? jumped : 0;
  }
}
