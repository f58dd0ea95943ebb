import type { Clock } from "../run/ports.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  // CLOCK_MONOTONIC: comparable between the processes of one boot, unlike performance.now().
  monotonic: () => Number(process.hrtime.bigint()) / 1e6,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal?.addEventListener("abort", wake, { once: true });
    }),
};
