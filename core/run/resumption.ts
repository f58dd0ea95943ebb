import { NO_WAY_BACK } from "../runbook/references.ts";
import type { Runbook, Step } from "../runbook/types.ts";
import type { Outcome } from "./outcome.ts";
import type { PastRun, PastStep } from "./past-run.ts";
import { stepField } from "./record.ts";
import type { RunState } from "./run-state.ts";

/** What to do with a step of which nobody knows whether it took effect. */
export type InFlight = "done" | "again" | "stop";

export type Decision =
  /** It is to be run: it was not, or is to be run again. */
  | { readonly status: "run" }
  /** As it ended in the run before. */
  | { readonly status: "settled"; readonly outcome: Outcome; readonly note: string }
  /** `message` says why nothing goes on. */
  | { readonly status: "stop"; readonly message: string };

const choices: readonly InFlight[] = ["done", "again", "stop"];
const noEvidence = { targets: [], captured: {}, durationMs: 0 } as const;

/** Goes on with a run that stopped: what was finished stays finished, and nobody guesses about the rest. */
export class Resumption {
  readonly past: PastRun;
  readonly #state: RunState;
  /** Decided or run in this run: what the old one says of it no longer counts. */
  readonly #decided = new Set<string>();

  constructor(state: RunState, past: PastRun) {
    this.#state = state;
    this.past = past;
  }

  /** Binds what was captured and counts what was finished. Returns the names in the order in which they were done. */
  restore(): string[] {
    for (const [name, value] of this.past.captures) this.#state.scope.bind(name, value);
    const done: string[] = [];
    for (const step of this.#state.runbook.steps) {
      const past = this.past.steps.get(step.name);
      if (past === undefined || this.#isUndone(step, "succeeded")) continue;
      this.#state.outcomes.set(step.name, outcomeOf(past));
      done.push(step.name);
    }
    const order = [...this.past.steps.keys()];
    return done.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
  }

  /** What is different in the document where it was run already; empty when nothing is. A step that failed may have been mended. */
  differences(): string[] {
    const { runbook, options } = this.#state;
    const { sha256 } = options.ports;
    const byName = new Map(runbook.steps.map((step) => [step.name, step]));
    const found: string[] = [];
    let last = -1;
    for (const past of this.past.steps.values()) {
      const step = byName.get(past.name);
      const isKept = past.how === "succeeded" || past.how === "skipped";
      if (step === undefined) found.push(`${past.name} is no longer there`);
      else if (isKept && past.blockHash !== undefined && past.blockHash !== sha256(blockOf(runbook, step)))
        found.push(`${past.name} has another text`);
      if (step !== undefined) last = Math.max(last, step.index);
    }
    if (sha256(runbook.text) !== this.past.sha256) {
      const rollbacks = new Set(runbook.steps.map(({ attributes }) => attributes.rollback?.value));
      for (const { name, index } of runbook.steps)
        if (index < last && !this.past.steps.has(name) && !rollbacks.has(name))
          found.push(`${name} stands before steps that were run, and was not run itself`);
    }
    return found;
  }

  /** Whether the step is not to be run again, without asking anybody. */
  settled(name: string): "succeeded" | "skipped" | undefined {
    const step = this.#state.runbook.steps.find((one) => one.name === name);
    const past = this.past.steps.get(name);
    if (step === undefined || past === undefined || this.#decided.has(name)) return undefined;
    if (this.#isUndone(step, "succeeded") || this.#isUndone(step, "failed")) return undefined;
    return past.how === "succeeded" || past.how === "skipped" ? past.how : undefined;
  }

  /** Rejects with TrailError. */
  async decide(step: Step, signal: AbortSignal): Promise<Decision> {
    const past = this.past.steps.get(step.name);
    if (past === undefined || this.#decided.has(step.name)) return { status: "run" };
    const doubt = this.#doubtAbout(step, past);
    if (doubt === undefined) {
      if (!this.#isFinal(step, past) || this.#isUndone(step, "succeeded")) return this.#again(step);
      return { status: "settled", outcome: outcomeOf(past), note: `${endingOf(past)} in run ${past.entry.log}` };
    }
    const decision = await this.#ask(step, past, doubt, signal);
    await this.#state.journal.write("step.confirmed", {
      step: stepField({ name: step.name, index: step.index, kind: step.kind, risk: "unknown" }),
      confirm: { question: doubt, how: this.#state.options.inFlight === undefined ? "operator" : "option" },
      resumes: { log: past.entry.log, seq: past.entry.seq },
      decision: decision ?? "stop",
    });
    if (decision === "again") return this.#again(step);
    if (decision === "done") {
      this.#decided.add(step.name);
      const outcome: Outcome = { status: "succeeded", evidence: noEvidence };
      return { status: "settled", outcome, note: "done, as the operator says" };
    }
    const answer = decision === undefined ? " Nobody could be asked." : "";
    return {
      status: "stop",
      message: `${step.name}: ${doubt}${answer} Find out whether it took effect, then resume again and say so.`,
    };
  }

  #again(step: Step): Decision {
    const items = this.past.steps.get(step.name)?.items;
    if (items && !this.#isUndone(step, "succeeded") && !this.#isUndone(step, "failed"))
      this.#state.keepConfirmedItems(step.name, items);
    this.#decided.add(step.name);
    this.#state.outcomes.delete(step.name);
    return { status: "run" };
  }

  async #ask(step: Step, past: PastStep, doubt: string, signal: AbortSignal): Promise<InFlight | undefined> {
    const { inFlight, ports } = this.#state.options;
    if (inFlight !== undefined) return inFlight;
    if (signal.aborted) return undefined;
    const question = `${step.name} in run ${past.entry.log}: ${doubt} Look at its target. Was it done, run it again, or stop?`;
    const answer = await ports.operator.ask(question, { secret: false, choices });
    return choices.find((choice) => choice === answer);
  }

  /** Why nobody knows from the record alone what this step left behind. */
  #doubtAbout(step: Step, past: PastStep): string | undefined {
    if (this.#isUndone(step, "failed"))
      return `its rollback ${step.attributes.rollback?.value} did not end well, so what is left of it is not known.`;
    // Nothing was sent anywhere: the items that nobody confirmed are asked for.
    if (step.kind === "manual") return undefined;
    if (past.how === "unknown") return past.message;
    if (past.how === "failed" && past.effect !== "none" && !this.#wasPassed(step))
      return `it failed, and its effect is ${past.effect === "done" ? "there in part" : "not known"} (${past.message}).`;
    return undefined;
  }

  #isFinal(step: Step, past: PastStep): boolean {
    return past.how === "succeeded" || past.how === "skipped" || this.#wasPassed(step);
  }

  /** It failed, and the run went on behind it as `on-fail` says. */
  #wasPassed(step: Step): boolean {
    if ((step.attributes.onFail?.value ?? "stop") === "stop") return false;
    const rollbacks = new Set(this.#state.runbook.steps.map(({ attributes }) => attributes.rollback?.value));
    return this.#after(step.name).some((name) => !rollbacks.has(name));
  }

  #isUndone(step: Step, how: "succeeded" | "failed"): boolean {
    const rollback = step.attributes.rollback?.value;
    if (rollback === undefined || rollback === NO_WAY_BACK || !this.#after(step.name).includes(rollback)) return false;
    const undone = this.past.steps.get(rollback);
    if (how === "succeeded") return undone?.how === "succeeded";
    return (undone?.how === "failed" || undone?.how === "unknown") && undone.effect !== "none";
  }

  /** Recorded later than this one. */
  #after(name: string): string[] {
    const order = [...this.past.steps.keys()];
    return order.slice(order.indexOf(name) + 1);
  }
}

/** The fence with its first line, so that its attributes count. */
function blockOf(runbook: Runbook, step: Step): string {
  const { start, end } = step.block.span;
  return runbook.text.slice(start, end);
}

function endingOf({ how }: PastStep): string {
  return how === "succeeded" ? "done" : how;
}

function outcomeOf(past: PastStep): Outcome {
  switch (past.how) {
    case "succeeded":
      return { status: "succeeded", evidence: noEvidence };
    case "skipped":
      return { status: "skipped", because: past.message };
    case "failed":
    case "unknown":
      return {
        status: "failed",
        code: "action-failed",
        message: past.message,
        effect: past.effect,
        evidence: noEvidence,
      };
  }
}
