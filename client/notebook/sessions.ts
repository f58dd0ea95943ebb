import * as vscode from "vscode";
import type { RunResult } from "../../core/run/run-types.ts";
import { commands, isRunbookNotebook } from "../contributions.ts";
import { BatchQueue } from "./batch-queue.ts";
import type { RunHost } from "./open-run.ts";
import { RunSession } from "./run-session.ts";

/** Milliseconds. */
const MOVED_MS = 250;

/** What belongs to one open notebook: its run, its queue of cells, and the step under way. */
export interface NotebookState {
  readonly session: RunSession;
  readonly queue: BatchQueue;
  stop?: AbortController;
}

/** The open notebooks. A notebook that is closed finishes its run. */
export class Sessions implements vscode.Disposable {
  readonly #states = new Map<string, NotebookState>();
  readonly #host: RunHost;
  readonly #log: vscode.LogOutputChannel;
  readonly #closing: vscode.Disposable;
  readonly #ending = new Set<Promise<unknown>>();
  readonly #finished = new vscode.EventEmitter<void>();

  /** A run has its end in the trail. */
  readonly onDidFinish = this.#finished.event;

  constructor(host: Omit<RunHost, "settled">, log: vscode.LogOutputChannel) {
    this.#host = { ...host, settled: (but) => this.#settled(but) };
    this.#log = log;
    this.#closing = vscode.Disposable.from(
      vscode.workspace.onDidCloseNotebookDocument((notebook) => {
        if (isRunbookNotebook(notebook.notebookType)) void this.finish(notebook.uri);
      }),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        // A tab that is moved is closed and opened again.
        if (closed.length > 0) setTimeout(() => this.#stopUnseen(), MOVED_MS);
      }),
    );
  }

  of(notebook: vscode.NotebookDocument): NotebookState {
    const key = notebook.uri.toString();
    let state = this.#states.get(key);
    if (!state) {
      state = { session: new RunSession(notebook.uri, this.#host), queue: new BatchQueue() };
      this.#states.set(key, state);
    }
    return state;
  }

  /** Stops the step under way; nothing that was queued behind it begins. */
  interrupt(notebook: vscode.Uri): void {
    const state = this.#states.get(notebook.toString());
    state?.queue.drop();
    state?.stop?.abort();
  }

  /** Stops what is under way, then ends the run. Undefined when none was open. Never rejects. */
  finish(notebook: vscode.Uri): Promise<RunResult | undefined> {
    const ending = this.#finish(notebook);
    this.#ending.add(ending);
    void ending.finally(() => {
      this.#ending.delete(ending);
      this.#finished.fire();
    });
    return ending;
  }

  async #finish(notebook: vscode.Uri): Promise<RunResult | undefined> {
    const key = notebook.toString();
    const state = this.#states.get(key);
    if (!state) return undefined;
    this.interrupt(notebook);
    this.#states.delete(key);
    try {
      await state.queue.idle();
      return await state.session.finish();
    } catch (error) {
      this.#log.error(`finishing the run of ${notebook.fsPath}: ${String(error)}`);
      return undefined;
    }
  }

  /** Nobody watches a step whose tab was closed, and what waits behind it must not begin: the editor would let both go on. */
  #stopUnseen(): void {
    const shown = shownNotebooks();
    for (const [key, state] of this.#states) {
      if (shown.has(key) || state.stop === undefined) continue;
      const uri = vscode.Uri.parse(key);
      void this.finish(uri);
      const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
      const text = `${name} was closed while a step was under way. The step was stopped and its run ended; the audit trail says what became of it.`;
      void vscode.window.showWarningMessage(text, "Show Audit Trail").then((answer) => {
        if (answer) void vscode.commands.executeCommand(commands.showTrail);
      });
    }
  }

  /** The editor may keep a notebook for a while after its tab was closed: whoever wants its locks need not wait for that. */
  async #settled(but: vscode.Uri): Promise<void> {
    const shown = shownNotebooks().add(but.toString());
    for (const key of this.#states.keys()) if (!shown.has(key)) void this.finish(vscode.Uri.parse(key));
    await Promise.allSettled(this.#ending);
  }

  /** Ends every run: the last thing the extension does. */
  async finishAll(): Promise<void> {
    await Promise.all([...this.#states.keys()].map((key) => this.finish(vscode.Uri.parse(key))));
  }

  dispose(): void {
    this.#closing.dispose();
    this.#finished.dispose();
  }
}

/** The notebooks that have a tab. */
function shownNotebooks(): Set<string> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return new Set(tabs.flatMap(({ input }) => (input instanceof vscode.TabInputNotebook ? [input.uri.toString()] : [])));
}
