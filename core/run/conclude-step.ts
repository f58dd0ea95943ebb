import { type Json, TrailError, type Written } from "../audit/types.ts";
import type { StepReference } from "./events.ts";
import { largeOutputs } from "./large-output.ts";
import type { Outcome } from "./outcome.ts";
import { outcomeFields } from "./outcome-record.ts";
import type { Refusal } from "./prepare-step.ts";
import { cut, stepField } from "./record.ts";
import type { RunState } from "./run-state.ts";
import type { Performed } from "./settling.ts";

/**
 * The outcome goes to disk before anybody sees it. What was done without its record is no success. `followed`: by another
 * step, whose intent may reach the disk together with it.
 */
export async function conclude(
  state: RunState,
  reference: StepReference,
  raw: Outcome,
  intent: Written,
  followed: boolean,
): Promise<Performed> {
  const outcome = redactOutcome(raw, state);
  const captured = Object.entries("evidence" in raw && raw.status === "succeeded" ? raw.evidence.captured : {});
  // All that is written about the step is handed over before this returns: what the next one writes stands behind it.
  const { fields: ended, detail } = outcomeFields(outcome, intent.seq);
  let kept: Readonly<Record<string, Json>> = {};
  let lost: TrailError | undefined;
  try {
    kept = await state.journal.keep(largeOutputs(outcome, detail));
  } catch (error) {
    if (!(error instanceof TrailError)) throw error;
    lost = error;
  }
  const recorded = state.settling.settle(async (show) => {
    try {
      if (lost !== undefined) throw lost;
      const captures = captured.map(([name, value]) => state.recordCapture(name, value, reference.name));
      const fields = { step: stepField(reference), ...ended, ...kept };
      const [entry] = await Promise.all([state.journal.write("step.finished", fields, { followed }), ...captures]);
      show({ type: "step-finished", step: reference, outcome, entry });
      for (const [name, value] of captured) show(state.captureEvent(name, value));
      return outcome;
    } catch (error) {
      if (!(error instanceof TrailError)) throw error;
      const instead = recordLost(outcome, error);
      show({ type: "step-finished", step: reference, outcome: instead });
      return instead;
    }
  });
  for (const [name, value] of captured) state.scope.bind(name, value);
  return { outcome, recorded };
}

function recordLost(outcome: Outcome, error: TrailError): Outcome {
  const evidence = "evidence" in outcome ? outcome.evidence : { targets: [], captured: {}, durationMs: 0 };
  const effect = outcome.status === "succeeded" ? "done" : "effect" in outcome ? outcome.effect : "none";
  return {
    status: "failed",
    code: "record-lost",
    message: `It ended as ${outcome.status}, but that could not be recorded. ${error.message}`,
    effect,
    evidence,
  };
}

function redactOutcome(outcome: Outcome, state: RunState): Outcome {
  const { redactor } = state;
  if (outcome.status === "refused" || outcome.status === "skipped") return outcome;
  const captured = Object.fromEntries(
    Object.entries(outcome.evidence.captured).map(([name, value]) => [
      name,
      typeof value === "string" ? redactor.text(value) : value,
    ]),
  );
  const evidence = { ...outcome.evidence, captured };
  return outcome.status === "succeeded"
    ? { ...outcome, evidence }
    : { ...outcome, message: redactor.text(outcome.message), evidence };
}

/** Rejects with TrailError. */
export async function refuseStep(
  state: RunState,
  reference: StepReference,
  { code, because }: Refusal,
): Promise<Outcome> {
  const outcome: Outcome = { status: "refused", code, because: state.redactor.text(because) };
  const entry = await state.journal.write("step.refused", {
    step: stepField(reference),
    code,
    because: cut(outcome.because, 4000),
  });
  state.emit({ type: "step-finished", step: reference, outcome, entry });
  return outcome;
}

/** Rejects with TrailError. */
export async function cancelled(state: RunState, reference: StepReference): Promise<Outcome> {
  const message = "It was cancelled before it began.";
  const outcome: Outcome = {
    status: "cancelled",
    effect: "none",
    message,
    evidence: { targets: [], captured: {}, durationMs: 0 },
  };
  const entry = await state.journal.write("step.skipped", {
    step: stepField(reference),
    because: message,
    cancelled: true,
  });
  state.emit({ type: "step-finished", step: reference, outcome, entry });
  return outcome;
}
