import type { Clock } from "./ports.ts";

export interface Deadline {
  /** Fires on cancel and at the end of the time. */
  readonly signal: AbortSignal;
  /** Why it fired; undefined while it has not. */
  readonly stopped: "cancelled" | "timed-out" | undefined;
  dispose(): void;
}

/** A signal for one step: the operator's cancel, or its timeout, whichever comes first. */
export function startDeadline(clock: Clock, timeoutMs: number, cancel: AbortSignal): Deadline {
  const own = new AbortController();
  const timer = new AbortController();
  let stopped: Deadline["stopped"];
  const stop = (how: NonNullable<Deadline["stopped"]>) => {
    if (stopped !== undefined) return;
    stopped = how;
    own.abort(how);
  };
  const onCancel = () => stop("cancelled");
  if (cancel.aborted) onCancel();
  cancel.addEventListener("abort", onCancel, { once: true });
  void clock.sleep(timeoutMs, timer.signal).then(() => {
    if (!timer.signal.aborted) stop("timed-out");
  });
  return {
    signal: own.signal,
    get stopped() {
      return stopped;
    },
    dispose() {
      cancel.removeEventListener("abort", onCancel);
      // With a reason of our own: the default one costs a stack trace for each step.
      timer.abort("over");
    },
  };
}
