import { TrailError } from "../audit/types.ts";
import { NO_WAY_BACK } from "../runbook/references.ts";
import type { Runbook, Step, StepKind } from "../runbook/types.ts";
import { ClusterLock } from "./cluster-lock.ts";
import { executors as standardExecutors } from "./executors/registry.ts";
import { Journal } from "./journal.ts";
import type { Outcome } from "./outcome.ts";
import type { ServerIdentity } from "./ports.ts";
import { cut } from "./record.ts";
import { changedMessage, confirmChanged, RunLocks, recordResumption } from "./resume-open.ts";
import { Resumption } from "./resumption.ts";
import { RunState } from "./run-state.ts";
import type { OpenRunOutcome, Run, RunOptions, RunResult, StepSelection } from "./run-types.ts";
import { SessionPool } from "./session-pool.ts";
import type { SettledStep } from "./settled-step.ts";
import type { StepExecutor } from "./step-executor.ts";
import { reachesOut, rollbacksOf, usesServers } from "./step-facts.ts";
import { performStep, refuseStep } from "./step-flow.ts";
import { Topology } from "./topology.ts";

/** Milliseconds for all nodes together to answer at the start. */
const openMs = 15_000;

/** Opens the log, connects to the cluster and reads who is who. Never rejects. */
export async function openRun(
  options: RunOptions,
  executors: ReadonlyMap<StepKind, StepExecutor> = standardExecutors,
): Promise<OpenRunOutcome> {
  const { ports, runbook, cluster } = options;
  const { trail } = ports;
  const runId = trail.logId;
  const journal = new Journal(trail);
  const identities = new Map<string, ServerIdentity>();
  const notice = (text: string) => ports.onEvent({ type: "notice", text });
  const nodes =
    cluster === undefined || !usesServers(runbook)
      ? undefined
      : {
          sessions: new SessionPool(cluster, ports.connector, identities, notice),
          observers: new SessionPool(cluster, ports.connector, identities, () => undefined),
        };
  const topology = nodes && cluster ? new Topology(cluster, nodes.observers, ports.clock) : undefined;
  const lock =
    cluster !== undefined && (nodes !== undefined || reachesOut(runbook))
      ? new ClusterLock(options, cluster, journal, nodes?.observers)
      : undefined;
  const runLocks = new RunLocks(options);
  const state = new RunState(
    options,
    journal,
    executors,
    nodes && topology ? { sessions: nodes.sessions, topology } : undefined,
    lock,
  );
  const close = async () => {
    await Promise.all([lock?.release(), runLocks.release()]);
    await Promise.all([nodes?.sessions.close(), nodes?.observers.close()]);
  };
  const halt = async (
    code: Extract<OpenRunOutcome, { status: "refused" }>["code"],
    message: string,
  ): Promise<OpenRunOutcome> => {
    await journal.write("run.halted", { because: cut(message, 8000) });
    await journal.close();
    await close();
    return { status: "refused", code, message };
  };
  try {
    await journal.write("run.started", {
      run: {
        id: runId,
        path: cut(options.path, 4000),
        title: cut(runbook.frontMatter.title?.value ?? "", 500),
        sha256: ports.sha256(runbook.text),
        mode: "live",
        ...(options.commit === undefined ? {} : { commit: options.commit }),
        ...(cluster === undefined ? {} : { cluster: cluster.name }),
      },
      assume_yes: options.assumeYes,
      // With the very first entry: a process that is killed before the next one must not look like a run of its own.
      ...(options.resume ? { resumes: { log: options.resume.log.id, seq: options.resume.log.seq } } : {}),
      ...(options.selection?.step === undefined && options.selection?.from === undefined
        ? {}
        : { selection: { ...options.selection } }),
    });
    ports.onEvent({
      type: "run-started",
      runId,
      logId: trail.logId,
      location: trail.location,
      runbook: options.path,
      ...(cluster ? { cluster: cluster.name } : {}),
    });
    const signal = options.signal ?? new AbortController().signal;
    const resumption = options.resume && new Resumption(state, options.resume);
    const underWay = await runLocks.take();
    if (underWay !== undefined) return await halt("not-resumable", underWay);
    if (resumption) {
      const changed = resumption.differences();
      const sure = changed.length === 0 || (await confirmChanged(resumption, changed, options, signal));
      if (!sure) return await halt("not-resumable", changedMessage(changed));
      await recordResumption(resumption, changed, journal);
    }
    const taken = await lock?.takeFile();
    if (taken !== undefined) return await halt("lock-held", taken);
    await state.observe(signal, openMs);
    if (signal.aborted) return await halt("cancelled", "Cancelled before the first step.");
    const unreachable = topology?.nodes.filter(({ role }) => role === "unreachable") ?? [];
    if (topology && topology.nodes.length > 0 && unreachable.length === topology.nodes.length) {
      return await halt(
        "cluster-unreachable",
        `No node of the cluster ${cluster?.name ?? ""} can be reached. ${unreachable.map((one) => one.message ?? one.node).join(" ")}`,
      );
    }
    const busy = await lock?.takeNodes(signal);
    if (busy !== undefined) return await halt("lock-held", busy);
    state.bindBuiltins();
    for (const text of differencesOf(options, state)) notice(text);
    return { status: "open", run: new OpenRun(state, runId, close, resumption) };
  } catch (error) {
    await close();
    if (error instanceof TrailError) return { status: "refused", code: "trail-unwritable", message: error.message };
    throw error;
  }
}

/** What an operator should know before the first step. */
function differencesOf({ cluster }: RunOptions, state: RunState): string[] {
  const nodes = state.topology?.nodes ?? [];
  const notices: string[] = [];
  for (const { node, role, identity } of nodes) {
    const configured = cluster?.nodes.find(({ name }) => name === node);
    if (configured?.role !== undefined && role !== "unreachable" && role !== configured.role) {
      notices.push(
        `${node} is ${role === "standalone" ? "neither source nor replica" : `a ${role}`}; the inventory says ${configured.role}. The live role counts.`,
      );
    }
    if (identity && identity.version.flavor !== cluster?.flavor)
      notices.push(
        `${node} runs ${identity.version.flavor}; the inventory says ${cluster?.flavor}. The live server counts.`,
      );
    if (
      identity?.tls === undefined &&
      identity &&
      !/^(?:127\.|localhost$|::1$)/.test(identity.host) &&
      configured?.socket === undefined
    ) {
      notices.push(`The connection to ${node} is not encrypted. Set tls: in the cluster inventory.`);
    }
  }
  return notices;
}

class OpenRun implements Run {
  readonly runId: string;
  readonly #state: RunState;
  readonly #close: () => Promise<void>;
  readonly #resumption: Resumption | undefined;
  /** Names of the steps that this run itself has run. */
  readonly #ownSteps = new Set<string>();
  /** Of `runAll`; its verdict stands whatever rollback steps do later. */
  #whole: Omit<RunResult, "rollbacks"> | undefined;
  #finished: Promise<RunResult> | undefined;
  /** Steps run one at a time, whoever asks. */
  #queue: Promise<unknown> = Promise.resolve();
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
    return this.#perform(step, signal, documentText);
  }

  /** What stands of the run before; said to the reporters, as it is not run. */
  async #decide(
    step: Step,
    signal: AbortSignal,
  ): Promise<{ status: "run" } | { status: "settled" | "stop"; outcome: Outcome }> {
    const state = this.#state;
    const reference = { name: step.name, index: step.index, kind: step.kind, risk: "unknown" } as const;
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

  async #perform(step: Step, signal: AbortSignal, documentText?: string): Promise<Outcome> {
    const state = this.#state;
    this.#ownSteps.add(step.name);
    const { sha256 } = state.options.ports;
    const reference = { name: step.name, index: step.index, kind: step.kind, risk: "unknown" } as const;
    const refused = (because: string): Outcome => {
      const outcome: Outcome = { status: "refused", code: "trail-unwritable", because };
      state.emit({ type: "step-finished", step: reference, outcome });
      return outcome;
    };
    if (this.#finished) return refused("The run is finished. Start a new one.");
    if (state.journal.broken) return refused(state.journal.broken.message);
    const text = documentText ?? state.runbook.text;
    const document = {
      blockHash: sha256(text.slice(step.block.span.start, step.block.span.end)),
      ...(text === state.runbook.text ? {} : { documentHash: sha256(text) }),
    };
    try {
      const outcome = await performStep(state, step, signal, document);
      state.outcomes.set(step.name, outcome);
      this.#executed = [...this.#executed.filter((name) => name !== step.name), step.name];
      return outcome;
    } catch (error) {
      if (!(error instanceof TrailError)) throw error;
      const outcome = refused(error.message);
      state.outcomes.set(step.name, outcome);
      return outcome;
    }
  }

  async #runSelected(selection: StepSelection, signal: AbortSignal): Promise<Omit<RunResult, "rollbacks">> {
    const state = this.#state;
    state.partial = selection.step !== undefined || selection.from !== undefined;
    const steps = select(state.runbook, selection);
    if (typeof steps === "string") return { status: "failed", succeeded: 0, total: 0, message: steps };
    const counts = { succeeded: 0, total: steps.length };
    try {
      const left = steps.filter(({ name }) => this.settledBefore(name) === undefined);
      const unbound = await state.bindVariables(left, signal);
      if (unbound !== undefined) {
        const { name, index, kind } = unbound.step;
        const outcome = await refuseStep(
          state,
          { name, index, kind, risk: "unknown" },
          { code: "undefined-variable", because: unbound.message },
        );
        state.outcomes.set(name, outcome);
        return { status: "failed", ...counts, message: `${unbound.message} Nothing was run.` };
      }
    } catch (error) {
      if (error instanceof TrailError) return { status: "halted", ...counts, message: error.message };
      throw error;
    }
    let failed: string | undefined;
    for (let index = 0; index < steps.length; index++) {
      const step = steps[index] as Step;
      if (signal.aborted) return { status: "cancelled", ...counts, message: `Cancelled before ${step.name}.` };
      const decision = await this.#decide(step, signal);
      const outcome = decision.status === "run" ? await this.#perform(step, signal) : decision.outcome;
      if (outcome.status === "succeeded") counts.succeeded++;
      if (outcome.status === "skipped") counts.total--;
      if (outcome.status === "succeeded" || outcome.status === "skipped") continue;
      const message = `${step.name}: ${"because" in outcome ? outcome.because : outcome.message}`;
      if (state.journal.broken) return { status: "halted", ...counts, message };
      if (outcome.status === "cancelled" || signal.aborted) return { status: "cancelled", ...counts, message };
      const next = nextAfter(steps, index, outcome);
      if (next === undefined) return { status: "failed", ...counts, message: failed ?? message };
      failed ??= message;
      index = next - 1;
    }
    return failed === undefined ? { status: "succeeded", ...counts } : { status: "failed", ...counts, message: failed };
  }

  /**
   * Steps that undo what was done or may have been done, newest first; none after a run that succeeded. What lies before a
   * step with `rollback=never` that took effect, or may have, is never offered: undoing it then makes a second source.
   */
  #rollbacks(status: RunResult["status"]): string[] {
    if (status === "succeeded") return [];
    const names: string[] = [];
    for (const name of this.#executed.toReversed()) {
      if (!this.#tookEffect(name)) continue;
      const rollback = this.#rollbackOf(name);
      if (rollback === NO_WAY_BACK) break;
      if (rollback !== undefined && !this.#isUndone(name, rollback)) names.push(rollback);
    }
    return [...new Set(names)];
  }

  #rollbackOf(name: string): string | undefined {
    return this.#state.runbook.steps.find((step) => step.name === name)?.attributes.rollback?.value;
  }

  #tookEffect(name: string): boolean {
    const outcome = this.#state.outcomes.get(name);
    if (outcome === undefined) return false;
    return outcome.status === "succeeded" || ("effect" in outcome && outcome.effect !== "none");
  }

  #isUndone(name: string, rollback: string): boolean {
    return (
      this.#executed.indexOf(rollback) > this.#executed.indexOf(name) &&
      this.#state.outcomes.get(rollback)?.status === "succeeded"
    );
  }

  /** Said once at the end of a run that failed behind it. */
  #noWayBack(status: RunResult["status"]): string | undefined {
    if (status === "succeeded") return undefined;
    const past = this.#executed.find((name) => this.#rollbackOf(name) === NO_WAY_BACK && this.#tookEffect(name));
    return past && `${past} was run: there is no way back. Mend what failed, then go on from there.`;
  }

  async #finish(): Promise<RunResult> {
    const state = this.#state;
    let result: RunResult = { ...(this.#whole ?? this.#summary()), rollbacks: [] };
    result = { ...result, rollbacks: this.#rollbacks(result.status) };
    const noWayBack = this.#noWayBack(result.status);
    if (noWayBack !== undefined) state.emit({ type: "notice", text: noWayBack });
    try {
      if (state.journal.broken) throw state.journal.broken;
      const { status, succeeded, total, message, rollbacks } = result;
      const fields = {
        status,
        succeeded,
        total,
        rollbacks: [...rollbacks],
        ...(message === undefined ? {} : { message: cut(state.redactor.text(message), 4000) }),
      };
      await state.journal.write("run.finished", fields);
      await state.journal.close();
    } catch (error) {
      if (!(error instanceof TrailError)) throw error;
      result = { ...result, status: "halted", message: error.message };
    }
    await this.#close();
    state.emit({ type: "run-finished", ...result });
    return result;
  }

  /** Of steps that were run one by one. */
  #summary(): Omit<RunResult, "rollbacks"> {
    const outcomes = [...this.#state.outcomes].filter(([, outcome]) => outcome.status !== "skipped");
    const counts = {
      succeeded: outcomes.filter(([, outcome]) => outcome.status === "succeeded").length,
      total: outcomes.length,
    };
    const bad = outcomes.find(([, outcome]) => outcome.status !== "succeeded");
    if (bad === undefined) return { status: "succeeded", ...counts };
    const [name, outcome] = bad;
    const message = `${name}: ${"because" in outcome ? outcome.because : "message" in outcome ? outcome.message : outcome.status}`;
    return { status: outcome.status === "cancelled" ? "cancelled" : "failed", ...counts, message };
  }
}

/** The steps in order without those that only undo others; a message when a name is unknown. */
function select(runbook: Runbook, selection: StepSelection): readonly Step[] | string {
  if (selection.step !== undefined) {
    const step = runbook.steps.find(({ name }) => name === selection.step);
    return step ? [step] : `The runbook has no step ${selection.step}.`;
  }
  const rollbacks = rollbacksOf(runbook);
  const order = runbook.steps.filter(({ name }) => !rollbacks.has(name));
  if (selection.from === undefined) return order;
  const start = order.findIndex(({ name }) => name === selection.from);
  return start < 0 ? `The runbook has no step ${selection.from} in its order.` : order.slice(start);
}

/** Where to go on after a step that did not succeed, as its `on-fail` says: only what was tried and failed, and only forward. */
function nextAfter(steps: readonly Step[], index: number, outcome: Outcome): number | undefined {
  const onFail = steps[index]?.attributes.onFail?.value ?? "stop";
  if (onFail === "stop" || (outcome.status !== "failed" && outcome.status !== "timed-out")) return undefined;
  if (onFail === "continue") return index + 1;
  const named = steps.findIndex(({ name }) => name === onFail);
  return named > index ? named : undefined;
}
