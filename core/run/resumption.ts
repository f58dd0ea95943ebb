import type { Step } from "../runbook/types.ts";
import type { Outcome } from "./outcome.ts";
import type { LostState, PastRun, PastStep } from "./past-run.ts";
import { cut, stepField } from "./record.ts";
import type { RunState } from "./run-state.ts";
import { describeHeld } from "./session-ledger.ts";
import { blockOf, isUndone, recordedAfter, type SettledStep, settledStep } from "./settled-step.ts";
import { unplanned } from "./step-facts.ts";

/** What to do with a step of which nobody knows whether it took effect. */
export type InFlight = "done" | "again" | "stop";

export type Decision =
  /** It is to be run: it was not, or is to be run again. */
  | { readonly status: "run" }
  /** As it ended in the run before. */
  | { readonly status: "settled"; readonly outcome: Outcome; readonly note: string }
  /** `message` says why nothing goes on. */
  | { readonly status: "stop"; readonly message: string };

const choices: readonly InFlight[] = ["stop", "done", "again"];
const meanings: Readonly<Record<InFlight, string>> = {
  stop: "not known yet: run nothing, and ask again next time",
  done: "it took effect: go on behind it",
  again: "it did not: run it now",
};
/** What to do with a finished step whose locks or settings ended with its session. */
const lostChoices = ["stop", "again", "without"] as const;
const lostMeanings: Readonly<Record<(typeof lostChoices)[number], string>> = {
  stop: "run nothing, and ask again next time",
  again: "run it again: what it had left in its session is there again",
  without: "go on behind it, without what it had left in its session",
};
const noEvidence = { targets: [], captured: {}, durationMs: 0 } as const;

/** Goes on with a run that stopped: what was finished stays finished, and nobody guesses about the rest. */
export class Resumption {
  readonly past: PastRun;
  readonly #state: RunState;
  /** Decided or run in this run: what the old one says of it no longer counts. */
  readonly #decided = new Set<string>();
  /** Done as the operator of this run says. */
  readonly #saidDone = new Map<string, SettledStep>();

  /** Steps whose session state is gone, as long as nobody has said what becomes of that. */
  readonly #lost: Map<string, readonly LostState[]>;

  constructor(state: RunState, past: PastRun) {
    this.#state = state;
    this.past = past;
    this.#lost = new Map(past.lost.map(({ step }) => [step, past.lost.filter((one) => one.step === step)]));
  }

  /** Binds what was captured and counts what was finished. Returns the names in the order in which they were done. */
  restore(): string[] {
    for (const [name, value] of this.past.captures) this.#state.scope.bind(name, value);
    const done: string[] = [];
    for (const step of this.#state.runbook.steps) {
      const past = this.past.steps.get(step.name);
      if (past === undefined || isUndone(this.past, step, "succeeded")) continue;
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

  /** How the step stands when it is not to be run again, without asking anybody. */
  settled(name: string): SettledStep | undefined {
    const { runbook, options } = this.#state;
    const step = runbook.steps.find((one) => one.name === name);
    if (step === undefined || this.#decided.has(name)) return this.#saidDone.get(name);
    if (this.#lost.has(name)) return undefined;
    return settledStep(runbook, step, this.past, options.ports.sha256);
  }

  /** Rejects with TrailError. */
  async decide(step: Step, signal: AbortSignal): Promise<Decision> {
    const past = this.past.steps.get(step.name);
    if (past === undefined || this.#decided.has(step.name)) return { status: "run" };
    const doubt = this.#doubtAbout(step, past);
    if (doubt === undefined) {
      if (!this.#isFinal(step, past) || isUndone(this.past, step, "succeeded")) return this.#again(step);
      if (this.#lost.has(step.name)) return this.#decideLost(step, past, signal);
      return { status: "settled", outcome: outcomeOf(past), note: `${endingOf(past)} in run ${past.entry.log}` };
    }
    const decision = await this.#ask(step, past, doubt, signal);
    await this.#state.journal.write("step.confirmed", {
      step: stepField(unplanned(step)),
      confirm: { question: doubt, how: this.#state.options.inFlight === undefined ? "operator" : "option" },
      resumes: { log: past.entry.log, seq: past.entry.seq },
      decision: decision ?? "stop",
    });
    if (decision === "again") return this.#again(step);
    if (decision === "done") {
      this.#decided.add(step.name);
      this.#saidDone.set(step.name, { how: "said-done", entry: past.entry, isChanged: false });
      const outcome: Outcome = { status: "succeeded", evidence: noEvidence };
      return { status: "settled", outcome, note: "done, as the operator says" };
    }
    const answer = decision === undefined ? " Nobody could be asked." : "";
    return {
      status: "stop",
      message: `${step.name}: ${doubt}${answer} Find out whether it took effect, then resume again and say so.`,
    };
  }

  /** Before a step is run out of turn: whether it goes without what the steps before had left in their sessions. */
  async goesWithout(step: Step, signal: AbortSignal): Promise<string | undefined> {
    this.#lost.delete(step.name);
    for (const [name, lost] of this.#lost) {
      const gone = goneWith(lost);
      const question = `${gone} Run ${step.name} without it?`;
      if ((await this.#state.options.ports.operator.confirm(question, "", signal)) !== true)
        return `${gone} ${step.name} may rely on it. Run ${name} again first, or confirm that ${step.name} goes without.`;
      await this.#recordLost(step, name, question, "without");
      this.#lost.delete(name);
    }
    return undefined;
  }

  async #decideLost(step: Step, past: PastStep, signal: AbortSignal): Promise<Decision> {
    const gone = goneWith(this.#lost.get(step.name) ?? []);
    // What was changed in a transaction is gone: that is not done.
    const isUndone = this.#lost.get(step.name)?.some(({ kind }) => kind === "transaction");
    const choices = lostChoices.filter((choice) => !isUndone || choice !== "without");
    const question = `${gone} Run ${step.name} again${isUndone ? "" : ", go on without"}, or stop?`;
    const decision = await this.#askLost(question, choices, signal);
    await this.#recordLost(step, step.name, question, decision ?? "stop");
    if (decision === "again") return this.#again(step);
    if (decision === "without") {
      this.#lost.delete(step.name);
      return {
        status: "settled",
        outcome: outcomeOf(past),
        note: `done in run ${past.entry.log}; its session is gone`,
      };
    }
    const answer = decision === undefined ? " Nobody could be asked." : "";
    return {
      status: "stop",
      message: `${gone}${answer} What follows may rely on it. Resume in a terminal and say what to do, or with --in-flight again, or start a new run.`,
    };
  }

  /** `done` was said of what was under way, and says nothing about a lock that is gone. */
  async #askLost(
    question: string,
    choices: readonly (typeof lostChoices)[number][],
    signal: AbortSignal,
  ): Promise<(typeof lostChoices)[number] | undefined> {
    const { inFlight, ports } = this.#state.options;
    if (inFlight === "again" || inFlight === "stop") return inFlight;
    if (signal.aborted) return undefined;
    const answer = await ports.operator.ask(question, { secret: false, choices, meanings: lostMeanings });
    return choices.find((choice) => choice === answer);
  }

  async #recordLost(step: Step, of: string, question: string, decision: string): Promise<void> {
    await this.#state.journal.write("step.confirmed", {
      step: stepField(unplanned(step)),
      confirm: {
        question: cut(question, 2000),
        how: this.#state.options.inFlight === undefined ? "operator" : "option",
      },
      session_state: decision,
      ...(decision === "without" ? { without_state_of: cut(of, 100) } : {}),
    });
  }

  #again(step: Step): Decision {
    const items = this.past.steps.get(step.name)?.items;
    if (items && !isUndone(this.past, step, "succeeded") && !isUndone(this.past, step, "failed"))
      this.#state.keepConfirmedItems(step.name, items);
    this.#decided.add(step.name);
    this.#lost.delete(step.name);
    this.#state.outcomes.delete(step.name);
    return { status: "run" };
  }

  async #ask(step: Step, past: PastStep, doubt: string, signal: AbortSignal): Promise<InFlight | undefined> {
    const { inFlight, ports } = this.#state.options;
    if (inFlight !== undefined) return inFlight;
    if (signal.aborted) return undefined;
    const question = `${step.name} in run ${past.entry.log}: ${doubt} Look at its target. Was it done, run it again, or stop?`;
    const answer = await ports.operator.ask(question, { secret: false, choices, meanings });
    return choices.find((choice) => choice === answer);
  }

  /** Why nobody knows from the record alone what this step left behind. */
  #doubtAbout(step: Step, past: PastStep): string | undefined {
    if (isUndone(this.past, step, "failed"))
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
    return recordedAfter(this.past, step.name).some((name) => !rollbacks.has(name));
  }
}

function goneWith(lost: readonly LostState[]): string {
  const nodes = [...new Set(lost.map(({ node }) => node))].join(", ");
  return `The session to ${nodes} ended with the run before, and with it ${describeHeld(lost)}.`;
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
