import { type Json, TrailError, type Written } from "../audit/types.ts";
import type { Step } from "../runbook/types.ts";
import { startDeadline } from "./deadline.ts";
import type { StepReference } from "./events.ts";
import { foldOutcome } from "./fold-outcome.ts";
import type { Outcome } from "./outcome.ts";
import type { Prepared } from "./prepare-step.ts";
import { cut, stepField } from "./record.ts";
import type { RunState } from "./run-state.ts";
import type { SessionOutcome } from "./session-pool.ts";
import type { Execution, ItemAnswer, StepContext } from "./step-executor.ts";

/** Lets the executor of the step do it, within its time. `intent` is on disk. Never rejects. */
export async function executeStep(
  state: RunState,
  { executor, plan, reference, nodes }: Prepared,
  step: Step,
  sessions: ReadonlyMap<string, SessionOutcome>,
  cancel: AbortSignal,
  timeoutMs: number,
  intent: Written,
): Promise<Outcome> {
  const { ports, cluster, workingDirectory, assumeYes } = state.options;
  const { clock } = ports;
  const started = clock.monotonic();
  const deadline = startDeadline(clock, timeoutMs, cancel);
  const context: StepContext = {
    step,
    plan,
    scope: state.scope,
    ...(cluster ? { cluster } : {}),
    observed: state.topology?.nodes ?? [],
    targets: nodes,
    sessions,
    workingDirectory,
    assumeYes,
    signal: deadline.signal,
    stopped: () => deadline.stopped,
    timeoutMs,
    clock,
    operator: ports.operator,
    processes: ports.processes,
    ...(ports.textHash ? { textHash: ports.textHash } : {}),
    redactor: state.redactor,
    statementFinished: (node, statement) =>
      state.emit({ type: "statement-finished", step: reference, node, statement }),
    output: (node, stream, text) => state.emit({ type: "output", step: reference, node, stream, text }),
    progress: (text) => state.emit({ type: "progress", step: reference, text: state.redactor.text(text) }),
    notice: (text) => state.emit({ type: "notice", text: state.redactor.text(text) }),
    confirmedItems: state.takeConfirmedItems(step.name),
    recordItem: (item) => recordItem(state, reference, intent, item),
    recordMove: (name, detail, act) => recordMove(state, reference, intent, name, detail, act),
  };
  try {
    return toOutcome(await executor.execute(context), clock.monotonic() - started);
  } catch (error) {
    const why =
      error instanceof TrailError
        ? error.message
        : `the executor failed: ${error instanceof Error ? error.message : String(error)}`;
    return {
      status: "failed",
      code: "record-lost",
      message: why,
      effect: "unknown",
      evidence: { targets: [], captured: {}, durationMs: clock.monotonic() - started },
    };
  } finally {
    deadline.dispose();
  }
}

function toOutcome(execution: Execution, durationMs: number): Outcome {
  if (execution.status === "refused") return { status: "refused", code: execution.code, because: execution.because };
  return foldOutcome(execution, durationMs);
}

async function recordItem(
  state: RunState,
  step: StepReference,
  intent: Written,
  { index, text, done, note }: ItemAnswer,
): Promise<void> {
  await state.journal.write("step.confirmed", {
    step: stepField(step),
    intent: intent.seq,
    confirm: { question: cut(text, 2000), how: "operator" },
    item: { index, text: cut(text, 2000), done, ...(note === undefined ? {} : { note: cut(note, 4000) }) },
  });
}

async function recordMove<T>(
  state: RunState,
  step: StepReference,
  parent: Written,
  name: string,
  detail: Readonly<Record<string, Json>>,
  act: () => Promise<T>,
): Promise<T> {
  const fields = { step: stepField(step), move: name, part_of: parent.seq };
  const intent = await state.journal.write("step.intended", { ...fields, ...detail });
  let result: T;
  try {
    result = await act();
  } catch (error) {
    const message = state.redactor.text(error instanceof Error ? error.message : String(error));
    await state.journal.write("step.finished", {
      ...fields,
      intent: intent.seq,
      outcome: "failure",
      message: cut(message, 4000),
    });
    throw error;
  }
  await state.journal.write("step.finished", { ...fields, intent: intent.seq, outcome: "success" });
  return result;
}
