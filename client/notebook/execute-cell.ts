import * as vscode from "vscode";
import type { Written } from "../../core/audit/types.ts";
import type { RunEvent } from "../../core/run/events.ts";
import type { Outcome } from "../../core/run/outcome.ts";
import { rollbacksOf } from "../../core/run/step-facts.ts";
import { commands } from "../contributions.ts";
import type { CellMeaning } from "./cell-meaning.ts";
import { editedNote } from "./edited-cells.ts";
import type { NotebookText } from "./notebook-text.ts";
import { toNotebookOutput } from "./output.ts";
import { LiveOutput } from "./render/live-output.ts";
import { type CellOutput, isSuccess, noteOutput, stepOutputs } from "./render/step-output.ts";
import type { NotebookState } from "./sessions.ts";

/** The last thing a notebook wrote to the trail. */
export interface Recorded {
  readonly notebook: vscode.Uri;
  readonly step: string;
  readonly outcome: Outcome;
  readonly entry: Written;
  readonly logId: string;
}

export interface ExecutionContext {
  readonly log: vscode.LogOutputChannel;
  readonly onRecorded: (recorded: Recorded) => void;
  /** The person ran this cell by itself: it is meant, even where a run in order would pass it over. */
  readonly alone?: boolean;
}

const REFRESH_MS = 150;
const CLOCK_MS = 1000;

/** Runs one cell and always ends its execution. Says whether the cells behind it may run. */
export async function executeCell(
  execution: vscode.NotebookCellExecution,
  state: NotebookState,
  document: NotebookText,
  context: ExecutionContext,
): Promise<"go-on" | "stop"> {
  const stop = new AbortController();
  state.stop = stop;
  execution.token.onCancellationRequested(() => stop.abort());
  execution.start(Date.now());
  const text = execution.cell.document.getText();
  let end: CellEnd = { success: false, outputs: [], next: "stop" };
  try {
    await execution.clearOutput();
    end = await runCell(execution, state, document, context, stop.signal);
  } catch (error) {
    context.log.error(error instanceof Error ? error : String(error));
    end = failed(
      "internal error",
      `${error instanceof Error ? error.message : String(error)}. What this cell did is not known: look at the trail.`,
    );
  } finally {
    delete state.stop;
    // Edited meanwhile: what succeeded is not what stands there.
    const isEdited = end.success === true && execution.cell.document.getText() !== text;
    const outputs = isEdited ? [noteOutput(editedNote), ...end.outputs] : end.outputs;
    await execution.replaceOutput(outputs.map(toNotebookOutput));
    execution.end(isEdited ? undefined : end.success, Date.now());
  }
  return end.next;
}

interface CellEnd {
  readonly success: boolean | undefined;
  readonly outputs: readonly CellOutput[];
  readonly next: "go-on" | "stop";
}

const failed = (name: string, message: string): CellEnd => ({
  success: false,
  outputs: [{ kind: "error", name, message }],
  next: "stop",
});

/** Run by itself it is a mistake, and said so; in a run in order it is passed over as what it is. */
function notAStep(meaning: Exclude<CellMeaning, { kind: "step" }>, alone: boolean): CellEnd {
  if (meaning.kind === "front-matter") {
    return alone
      ? failed("not executable", "not executable here: the front matter describes the runbook and is not a step.")
      : { success: undefined, outputs: [], next: "go-on" };
  }
  const text = `not executable here: ${meaning.because}.`;
  return alone
    ? failed("not executable", `${text} Steps are sql, shell, ini, manual and failover blocks.`)
    : passedOver(text);
}

const passedOver = (text: string): CellEnd => ({ success: undefined, outputs: [noteOutput(text)], next: "go-on" });

async function runCell(
  execution: vscode.NotebookCellExecution,
  state: NotebookState,
  document: NotebookText,
  context: ExecutionContext,
  signal: AbortSignal,
): Promise<CellEnd> {
  if (!vscode.workspace.isTrusted) {
    return failed(
      "Restricted Mode",
      "Nothing is executed in a workspace that is not trusted. Trust the workspace to run steps.",
    );
  }
  const { runbook, meaning } = document.read(execution.cell);
  if (meaning.kind !== "step") return notAStep(meaning, context.alone === true);
  const { step } = meaning;
  const rollbackOf = rollbacksOf(runbook).get(step.name);
  if (rollbackOf !== undefined && !context.alone) {
    return passedOver(
      `Not run: it is the rollback of "${rollbackOf}" and no part of the order. Run it by itself when it is needed.`,
    );
  }
  const live = new LiveOutput({
    now: () => performance.now(),
    runMs: () => state.session.runMs,
    rtoMs: runbook.frontMatter.rtoMs?.value,
  });
  const refresh = refresher(() => execution.replaceOutput(live.outputs().map(toNotebookOutput)));
  const listener = (event: RunEvent) => {
    if (live.add(event)) refresh.soon();
  };
  const ending = state.session.runStep(runbook, step, signal, listener, context.alone === true);
  await Promise.allSettled([ending]);
  await refresh.end();
  const end = await ending;
  if (end.status === "settled") return { success: end.success, outputs: [noteOutput(end.note)], next: "go-on" };
  if (end.status === "not-run") {
    if (end.offer === "sandbox") void offerSandbox(end.message);
    if (end.offer === "break-lock") void offerBreakingLock(end.message, state, execution.cell);
    return failed("not run", end.message);
  }
  const { outcome, entry, logId, name } = end.step;
  if (entry) context.onRecorded({ notebook: execution.cell.notebook.uri, step: name, outcome, entry, logId });
  const goesOn =
    outcome.status === "skipped" || outcome.status === "succeeded" || step.attributes.onFail?.value === "continue";
  const next = entry && goesOn && !signal.aborted ? "go-on" : "stop";
  return { success: isSuccess(end.step), outputs: stepOutputs(end.step), next };
}

/** The cell was asked for already: breaking the lock is what it waits for, and asks for the cluster's name first. */
async function offerBreakingLock(
  message: string,
  { session }: NotebookState,
  cell: vscode.NotebookCell,
): Promise<void> {
  const answer = await vscode.window.showErrorMessage(message, "Break Lock and Run…");
  if (!answer || cell.index < 0 || cell.notebook.isClosed) return;
  session.allowBreakingLock();
  await vscode.commands.executeCommand("notebook.cell.execute", {
    ranges: [{ start: cell.index, end: cell.index + 1 }],
    document: cell.notebook.uri,
  });
}

async function offerSandbox(message: string): Promise<void> {
  const answer = await vscode.window.showErrorMessage(message, "Start Sandbox Cluster");
  if (answer) await vscode.commands.executeCommand(commands.startSandbox);
}

/** At most one update per interval, one per second while nothing happens, and none after the end, which writes last. */
function refresher(update: () => Thenable<void>): { soon(): void; end(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  let last: Thenable<void> = Promise.resolve();
  const soon = () => {
    if (ended || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      if (!ended) last = update();
    }, REFRESH_MS);
  };
  const clock = setInterval(soon, CLOCK_MS);
  return {
    soon,
    async end() {
      ended = true;
      clearInterval(clock);
      clearTimeout(timer);
      await last;
    },
  };
}
