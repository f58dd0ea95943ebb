import { TrailError } from "../audit/types.ts";
import type { Step } from "../runbook/types.ts";
import { refuseStep } from "./conclude-step.ts";
import { refuseUnapprovable } from "./gather-approvals.ts";
import { knownProblems } from "./known-problems.ts";
import type { Outcome } from "./outcome.ts";
import { cut } from "./record.ts";
import type { Resumption } from "./resumption.ts";
import { type Done, pointOfNoReturn, rollbacksFor } from "./rollback-offer.ts";
import type { RunState } from "./run-state.ts";
import { isWhole, messageOf, nothingRun, summaryOf } from "./run-summary.ts";
import type { Run, RunResult, StepSelection } from "./run-types.ts";
import type { SettledStep } from "./settled-step.ts";
import type { Performed } from "./settling.ts";
import { unplanned } from "./step-facts.ts";
import { performStep } from "./step-flow.ts";
import { nextAfter, selectSteps } from "./step-order.ts";

/** A run that was opened: steps run one at a time, whoever asks. */
export class OpenRun implements Run {
  readonly runId: string;
  readonly #state: RunState;
  readonly #close: () => Promise<void>;
  readonly #resumption: Resumption | undefined;
  /** Names of the steps that this run itself has run. */
  readonly #ownSteps = new Set<string>();
  /** Of `runAll`; its verdict stands whatever rollback steps do later. */
  #whole: Omit<RunResult, "rollbacks"> | undefined;
  #finished: Promise<RunResult> | undefined;
  /** What was asked for last. */
  #queue: Promise<unknown> = Promise.resolve();
  /** What a step did could not be recorded. */
  #lost = false;
  /** Names, in the order of their last execution. */
  #executed: string[] = [];

  constructor(state: RunState, runId: string, close: () => Promise<void>, resumption?: Resumption) {
    this.#state = state;
    this.runId = runId;
    this.#close = close;
    this.#resumption = resumption;
    if (resumption) {
      state.partial = true;
      this.#executed = resumption.restore();
    }
  }

  settledBefore(name: string): SettledStep | undefined {
    return this.#ownSteps.has(name) ? undefined : this.#resumption?.settled(name);
  }

  runStep(step: Step, signal: AbortSignal, documentText?: string): Promise<Outcome> {
    return this.#enqueue(() => this.#performOrSettle(step, signal, documentText));
  }

  runAll(selection: StepSelection, signal: AbortSignal): Promise<RunResult> {
    return this.#enqueue(async () => {
      this.#whole = await this.#runSelected(selection, signal);
      return { ...this.#whole, rollbacks: this.#rollbacks(this.#whole.status) };
    });
  }

  finish(): Promise<RunResult> {
    this.#finished ??= this.#enqueue(() => this.#finish());
    return this.#finished;
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#queue.then(work);
    this.#queue = next.catch(() => undefined);
    return next;
  }

  /** One step that was asked for by itself: what was finished before runs again, what may have been done is asked about. */
  async #performOrSettle(step: Step, signal: AbortSignal, documentText?: string): Promise<Outcome> {
    if (this.settledBefore(step.name) === undefined) {
      const decision = await this.#decide(step, signal);
      if (decision.status !== "run") return decision.outcome;
    }
    const without = await this.#goesWithout(step, signal);
    if (without !== undefined) return without;
    const { recorded } = await this.#perform(step, signal, { documentText });
    return recorded;
  }

  /** The refusal of a step that may rely on what a session of the run before held. */
  async #goesWithout(step: Step, signal: AbortSignal): Promise<Outcome | undefined> {
    const state = this.#state;
    if (this.#resumption === undefined || this.#finished || state.journal.broken) return undefined;
    const reference = unplanned(step);
    try {
      const because = await this.#resumption.goesWithout(step, signal);
      return because === undefined ? undefined : await refuseStep(state, reference, { code: "session-lost", because });
    } catch (error) {
      if (!(error instanceof TrailError)) throw error;
      return { status: "refused", code: "trail-unwritable", because: error.message };
    }
  }

  /** What stands of the run before; said to the reporters, as it is not run. */
  async #decide(
    step: Step,
    signal: AbortSignal,
  ): Promise<{ status: "run" } | { status: "settled" | "stop"; outcome: Outcome }> {
    const state = this.#state;
    const reference = unplanned(step);
    if (this.#resumption === undefined || this.#finished || state.journal.broken) return { status: "run" };
    try {
      const decision = await this.#resumption.decide(step, signal);
      if (decision.status === "run") return decision;
      if (decision.status === "stop") {
        const outcome = await refuseStep(state, reference, { code: "not-confirmed", because: decision.message });
        return { status: "stop", outcome };
      }
      state.outcomes.set(step.name, decision.outcome);
      state.emit({ type: "step-finished", step: reference, outcome: { status: "skipped", because: decision.note } });
      return { status: "settled", outcome: decision.outcome };
    } catch (error) {
      if (!(error instanceof TrailError)) throw error;
      const outcome: Outcome = { status: "refused", code: "trail-unwritable", because: error.message };
      state.emit({ type: "step-finished", step: reference, outcome });
      return { status: "stop", outcome };
    }
  }

  async #perform(step: Step, signal: AbortSignal, { documentText, followed = false }: How): Promise<Performed> {
    const state = this.#state;
    this.#ownSteps.add(step.name);
    const { sha256 } = state.options.ports;
    const reference = unplanned(step);
    const refused = (because: string, how: "said" | "unsaid" = "said"): Performed => {
      const outcome: Outcome = { status: "refused", code: "trail-unwritable", because };
      if (how === "said") state.emit({ type: "step-finished", step: reference, outcome });
      return { outcome, recorded: Promise.resolve(outcome) };
    };
    if (this.#finished) return refused("The run is finished. Start a new one.");
    if (state.journal.broken) return refused(state.journal.broken.message);
    const text = documentText ?? state.runbook.text;
    const document = {
      blockHash: sha256(text.slice(step.block.span.start, step.block.span.end)),
      ...(text === state.runbook.text ? {} : { documentHash: sha256(text) }),
    };
    try {
      const performed = await performStep(state, step, signal, document, followed);
      state.outcomes.set(step.name, performed.outcome);
      this.#executed = [...this.#executed.filter((name) => name !== step.name), step.name];
      const recorded = performed.recorded.then((outcome) => {
        if (outcome !== performed.outcome) {
          state.outcomes.set(step.name, outcome);
          this.#lost = true;
        }
        return outcome;
      });
      return { ...performed, recorded };
    } catch (error) {
      if (!(error instanceof TrailError)) throw error;
      await state.settling.settled();
      // The step before, whose record went the same way, has just told of it.
      if (this.#lost) return refused(error.message, "unsaid");
      const performed = refused(error.message);
      state.outcomes.set(step.name, performed.outcome);
      return performed;
    }
  }

  async #runSelected(selection: StepSelection, signal: AbortSignal): Promise<Omit<RunResult, "rollbacks">> {
    const state = this.#state;
    state.partial = selection.step !== undefined || selection.from !== undefined;
    const steps = selectSteps(state.runbook, selection);
    if (typeof steps === "string") return { status: "failed", succeeded: 0, total: 0, message: steps };
    const counts = { succeeded: 0, total: steps.length };
    try {
      const left = steps.filter(({ name }) => this.settledBefore(name) === undefined);
      const early = await this.#refuseProblems(left, "unknown");
      if (early !== undefined) return { status: "failed", ...counts, message: early };
      const unbound = await state.bindVariables(left, signal);
      if (unbound !== undefined) {
        const refusal = { code: "undefined-variable", because: unbound.message } as const;
        state.outcomes.set(unbound.step.name, await refuseStep(state, unplanned(unbound.step), refusal));
        return { status: "failed", ...counts, message: `${unbound.message} Nothing was run.` };
      }
      const late = await this.#refuseProblems(left, "known");
      if (late !== undefined) return { status: "failed", ...counts, message: late };
      const unapprovable = await refuseUnapprovable(state, left);
      if (unapprovable !== undefined)
        return { status: "failed", ...counts, message: `${unapprovable} Nothing was run.` };
    } catch (error) {
      if (error instanceof TrailError) return { status: "halted", ...counts, message: error.message };
      throw error;
    }
    let failed: string | undefined;
    // The last success, whose record may still be on its way.
    let unsettled: Unsettled | undefined;
    const stop = async (result: Omit<RunResult, "rollbacks">): Promise<Omit<RunResult, "rollbacks">> => {
      const recorded = await unsettled?.recorded;
      if (recorded === undefined || recorded.status === "succeeded") return result;
      return {
        status: "halted",
        succeeded: result.succeeded - 1,
        total: result.total,
        message: messageOf(unsettled?.name ?? "", recorded),
      };
    };
    for (let index = 0; index < steps.length; index++) {
      const step = steps[index] as Step;
      if (signal.aborted) return stop({ status: "cancelled", ...counts, message: `Cancelled before ${step.name}.` });
      const decision = await this.#decide(step, signal);
      const followed = index < steps.length - 1;
      const performed =
        decision.status === "run"
          ? await this.#perform(step, signal, { followed })
          : { outcome: decision.outcome, recorded: Promise.resolve(decision.outcome) };
      // Only a success is gone on from before it is on disk, and the next step is not begun before it is.
      const waits = performed.outcome.status !== "succeeded" || !followed;
      const outcome = waits ? await performed.recorded : performed.outcome;
      if (outcome.status === "succeeded") {
        counts.succeeded++;
        if (!waits) unsettled = { name: step.name, recorded: performed.recorded };
      }
      if (outcome.status === "skipped") counts.total--;
      if (outcome.status === "succeeded" || outcome.status === "skipped") continue;
      const message = messageOf(step.name, outcome);
      if (state.journal.broken) return stop({ status: "halted", ...counts, message });
      if (outcome.status === "cancelled" || signal.aborted) return stop({ status: "cancelled", ...counts, message });
      const next = nextAfter(steps, index, outcome);
      if (next === undefined) return stop({ status: "failed", ...counts, message: failed ?? message });
      failed ??= message;
      index = next - 1;
    }
    if (failed === undefined && counts.total === 0) return stop({ status: "failed", ...counts, message: nothingRun });
    return stop(
      failed === undefined
        ? this.#settled({ status: "succeeded", ...counts })
        : { status: "failed", ...counts, message: failed },
    );
  }

  /** What is known to be wrong before the first step is no reason to stop in the middle. A message that names all of it. */
  async #refuseProblems(steps: readonly Step[], conditions: "unknown" | "known"): Promise<string | undefined> {
    const state = this.#state;
    const problems = knownProblems(state, steps, conditions);
    for (const { step, refusal } of problems)
      state.outcomes.set(step.name, await refuseStep(state, unplanned(step), refusal));
    if (problems.length === 0) return undefined;
    return `${problems.map(({ step, refusal }) => `${step.name}: ${refusal.because}`).join(" ")} Nothing was run.`;
  }

  /** No success while a transaction is open: it ends with its session, and with it what was changed. */
  #settled(result: Omit<RunResult, "rollbacks">): Omit<RunResult, "rollbacks"> {
    const { steps, message } = this.#uncommitted;
    if (result.status !== "succeeded" || steps.length === 0) return result;
    return { status: "failed", succeeded: Math.max(0, result.succeeded - steps.length), total: result.total, message };
  }

  get #uncommitted(): { steps: readonly string[]; message: string } {
    const open = this.#state.sessions?.ledger?.uncommitted ?? [];
    const steps = [...new Set(open.map(({ step }) => step))];
    const nodes = [...new Set(open.map(({ node }) => node))].join(", ");
    return {
      steps,
      message: `What ${steps.join(", ")} changed on ${nodes} was never committed, and is rolled back when the session ends. End the transaction with COMMIT.`,
    };
  }

  get #done(): Done {
    return { runbook: this.#state.runbook, executed: this.#executed, outcomes: this.#state.outcomes };
  }

  #rollbacks(status: RunResult["status"]): string[] {
    return status === "succeeded" ? [] : rollbacksFor(this.#done);
  }

  async #finish(): Promise<RunResult> {
    const state = this.#state;
    const whole = this.#whole ?? summaryOf(state.outcomes);
    let result: RunResult = { ...this.#settled(whole), rollbacks: [] };
    const { steps, message } = this.#uncommitted;
    if (steps.length > 0 && result.message !== message) state.emit({ type: "notice", text: message });
    result = { ...result, rollbacks: this.#rollbacks(result.status) };
    const past = result.status === "succeeded" ? undefined : pointOfNoReturn(this.#done);
    if (past !== undefined)
      state.emit({
        type: "notice",
        text: `${past} was run: there is no way back. Mend what failed, then go on from there.`,
      });
    try {
      if (state.journal.broken) throw state.journal.broken;
      const { status, succeeded, total, rollbacks } = result;
      const fields = {
        status,
        succeeded,
        total,
        whole: status === "succeeded" && isWhole(state.runbook, state.outcomes),
        rollbacks: [...rollbacks],
        ...(result.message === undefined ? {} : { message: cut(state.redactor.text(result.message), 4000) }),
      };
      await state.journal.write("run.finished", fields);
      await state.journal.close();
    } catch (error) {
      if (!(error instanceof TrailError)) throw error;
      result = { ...result, status: "halted", message: error.message, recordLost: true };
    }
    await this.#close();
    state.emit({ type: "run-finished", ...result });
    return result;
  }
}

interface How {
  /** Of a later edit of the same document. */
  readonly documentText?: string | undefined;
  readonly followed?: boolean;
}

interface Unsettled {
  readonly name: string;
  readonly recorded: Promise<Outcome>;
}
