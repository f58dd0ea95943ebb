import type * as vscode from "vscode";
import type { Written } from "../../core/audit/types.ts";
import type { Cluster } from "../../core/cluster/inventory-types.ts";
import type { RunEvent } from "../../core/run/events.ts";
import { type PastRun, timeUsed } from "../../core/run/past-run.ts";
import { planRunbook } from "../../core/run/plan.ts";
import type { PlannedStep } from "../../core/run/plan-types.ts";
import type { Run, RunResult } from "../../core/run/run-types.ts";
import { blockOf } from "../../core/run/settled-step.ts";
import { reachesOut, usesServers } from "../../core/run/step-facts.ts";
import type { Runbook, Step } from "../../core/runbook/types.ts";
import { resolveTarget } from "./cluster.ts";
import { openNotebookRun, type RunHost } from "./open-run.ts";
import type { QuestionContext } from "./operator.ts";
import type { FinishedStep } from "./render/step-output.ts";
import { settledSuccess, settledText } from "./settled-text.ts";

export type StepEnd =
  /** As it ended in the run that this one resumes, or as the operator says: it was not run. */
  | { readonly status: "settled"; readonly success: boolean | undefined; readonly note: string }
  | { readonly status: "finished"; readonly step: FinishedStep }
  /** No run could be opened or the open one is about something else: nothing was executed. */
  | { readonly status: "not-run"; readonly message: string; readonly offer?: "sandbox" | "break-lock" };

type NotOpened = Omit<Extract<StepEnd, { status: "not-run" }>, "status">;

interface OpenRun {
  readonly run: Run;
  /** As it was when the run was opened. */
  readonly runbook: Runbook;
  /** Whether its sessions were opened: a runbook of local steps needs none. */
  readonly hasServers: boolean;
  readonly inputs: string;
  readonly logId: string;
  readonly cluster?: Cluster;
}

/** The run of one notebook: opened by the first step, with one log and one session per node until it is finished. */
export class RunSession {
  readonly #document: vscode.Uri;
  readonly #host: RunHost;
  #open: OpenRun | undefined;
  #logId = "";
  #questions: QuestionContext = { isManual: false, signal: new AbortController().signal };
  #listener: ((event: RunEvent) => void) | undefined;
  #breakLock = false;
  #resume: PastRun | undefined;
  /** Of `performance.now()`; earlier by what was used up by the runs that this one goes on with. */
  #startedAt: number | undefined;

  constructor(document: vscode.Uri, host: RunHost) {
    this.#document = document;
    this.#host = host;
  }

  /** The next run of this notebook may break the lock of another run; it asks for the cluster's name. */
  allowBreakingLock(): void {
    this.#breakLock = true;
  }

  /** The next run of this notebook goes on with that one. */
  resume(past: PastRun): void {
    this.#resume = past;
  }

  /** Milliseconds since the run began; 0 while none is open or being opened. */
  get runMs(): number {
    return this.#startedAt === undefined ? 0 : performance.now() - this.#startedAt;
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Runs one step of the document as it is now. Never rejects for what a step does. */
  async runStep(
    runbook: Runbook,
    step: Step,
    signal: AbortSignal,
    listener: (event: RunEvent) => void,
    alone = true,
  ): Promise<StepEnd> {
    const notices: string[] = [];
    let entry: Written | undefined;
    let passed: string | undefined;
    this.#questions = { isManual: false, signal };
    this.#listener = (event) => {
      if (event.type === "step-finished" && event.step.index === step.index) {
        entry = event.entry;
        // Not run, and so not on record: what the operator or the run before says of it stands.
        if (event.entry === undefined && event.outcome.status === "skipped") passed = event.outcome.because;
      }
      if (event.type === "notice") notices.push(event.text);
      listener(event);
    };
    try {
      const ready = await this.#prepare(runbook, step, signal).catch((error: unknown) => notOpened(error));
      if ("message" in ready) return { status: "not-run", ...ready };
      const before = alone ? undefined : ready.run.settledBefore(step.name);
      if (before !== undefined) {
        const settled = { ...before, isChanged: before.isChanged || isEdited(ready.runbook, runbook, step) };
        return { status: "settled", success: settledSuccess(settled), note: settledText(settled) };
      }
      const isManual = step.kind === "manual";
      const changesProduction = ready.cluster?.production && !isManual && planOf(runbook, step)?.risk !== "reads";
      this.#questions = { isManual, signal, ...(changesProduction ? { nameToType: ready.cluster.name } : {}) };
      const outcome = await ready.run.runStep(step, signal, runbook.text);
      if (passed !== undefined) return { status: "settled", success: undefined, note: `Not run: ${passed}.` };
      const finished = { name: step.name, outcome, logId: ready.logId, notices, ...(entry ? { entry } : {}) };
      return { status: "finished", step: finished };
    } finally {
      this.#listener = undefined;
    }
  }

  /** Ends the run: writes its end to the trail and closes the sessions. Undefined when none is open. */
  async finish(): Promise<RunResult | undefined> {
    const open = this.#open;
    this.#open = undefined;
    this.#startedAt = undefined;
    return open?.run.finish();
  }

  async #prepare(runbook: Runbook, step: Step, signal: AbortSignal): Promise<OpenRun | NotOpened> {
    const named = runbook.frontMatter.cluster?.value;
    const planned = planOf(runbook, step);
    const needsCluster = planned?.targets.some((target) => target !== "local") ?? true;
    const open = this.#open;
    if (open?.cluster && named !== undefined && named !== open.cluster.name) {
      const message = `The run under way is on cluster ${open.cluster.name}, and the front matter now names ${named}. Finish the run first.`;
      return { message };
    }
    if (open && inputsOf(runbook) !== open.inputs) {
      const message =
        "The inputs in the front matter were changed while a run is open. Finish the run, then run the cell again.";
      return { message };
    }
    if (open && (open.hasServers || !needsCluster)) return open;
    const target = await resolveTarget(this.#document, named);
    if (target.status === "wrong") return { message: target.message, offer: "sandbox" };
    if (target.status === "none" && needsCluster) {
      const message = `Step "${step.name}" needs a cluster. ${target.message} Start a sandbox cluster, or write a clusters.yaml.`;
      return { message, offer: "sandbox" };
    }
    // What was run without servers has its own log; a run never changes what it is on.
    await this.finish();
    await this.#host.settled(this.#document);
    const breakLock = this.#breakLock;
    this.#breakLock = false;
    const resume = this.#resume;
    this.#startedAt = performance.now() - timeUsed(resume, Date.now());
    const outcome = await openNotebookRun({
      breakLock,
      ...(resume ? { resume } : {}),
      runbook,
      document: this.#document,
      ...(target.status === "chosen" ? { cluster: target } : {}),
      host: this.#host,
      questions: () => this.#questions,
      signal,
      onEvent: (event) => {
        if (event.type === "run-started") this.#logId = event.logId;
        this.#listener?.(event);
      },
    });
    if (outcome.status === "refused") {
      this.#startedAt = undefined;
      return { message: outcome.message, ...(outcome.code === "lock-held" ? { offer: "break-lock" } : {}) };
    }
    this.#resume = undefined;
    const opened: OpenRun = {
      run: outcome.run,
      runbook,
      logId: this.#logId,
      hasServers: target.status === "chosen" && (usesServers(runbook) || reachesOut(runbook)),
      inputs: inputsOf(runbook),
      ...(target.status === "chosen" ? { cluster: target.cluster } : {}),
    };
    this.#open = opened;
    return opened;
  }
}

/** Whether a step has another text by now than when the run was opened. */
function isEdited(opened: Runbook, now: Runbook, step: Step): boolean {
  const before = opened.steps.find(({ name }) => name === step.name);
  return before === undefined || blockOf(opened, before) !== blockOf(now, step);
}

/** The declared inputs without their places in the text. */
function inputsOf({ frontMatter }: Runbook): string {
  return JSON.stringify(frontMatter.inputs.map(({ span: _, ...input }) => input));
}

/** A trail that can't be written, for example: no record, no action. */
function notOpened(error: unknown): NotOpened {
  const reason = error instanceof Error ? error.message : String(error);
  return { message: `No run could be opened, so nothing was executed. ${reason}` };
}

function planOf(runbook: Runbook, step: Step): PlannedStep | undefined {
  const plan = planRunbook({ runbook, inputs: new Map() });
  return plan.steps.find((planned) => planned.step.index === step.index);
}
