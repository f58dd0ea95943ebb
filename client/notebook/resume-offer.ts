import * as vscode from "vscode";
import type { PastRun } from "../../core/run/past-run.ts";
import { commands, isRunbookNotebook } from "../contributions.ts";
import { auditFolder } from "../views/audit-folder.ts";
import type { Sessions } from "./sessions.ts";
import type { SettledCells } from "./settled-cells.ts";

/** Goes on with a run that was cut off: offered when its runbook is open, and at any time by a command. Nothing runs by itself. */
export class ResumeOffer implements vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #cells: SettledCells;
  readonly #registrations: vscode.Disposable;

  constructor(sessions: Sessions, cells: SettledCells, log: vscode.LogOutputChannel) {
    this.#sessions = sessions;
    this.#cells = cells;
    const look = (notebook: vscode.NotebookDocument) => {
      if (!isRunbookNotebook(notebook.notebookType) || notebook.uri.scheme !== "file") return;
      this.#offer(notebook).catch((error: unknown) => log.warn(`looking for a run to resume: ${String(error)}`));
    };
    this.#registrations = vscode.Disposable.from(
      vscode.workspace.onDidOpenNotebookDocument(look),
      vscode.commands.registerCommand(commands.resumeRun, () => this.#onCommand()),
    );
    // After the editor's restart they were open before this extension was.
    vscode.workspace.notebookDocuments.forEach(look);
  }

  dispose(): void {
    this.#registrations.dispose();
  }

  async #offer(notebook: vscode.NotebookDocument): Promise<void> {
    const found = await lastRun(notebook.uri.fsPath);
    if (typeof found === "string" || !wasCutOff(found) || found.steps.size === 0) return;
    if (this.#sessions.of(notebook).session.isOpen) return;
    const how = found.status === undefined ? "was cut off" : "was cancelled";
    const message = `The last run of this runbook, ${found.log.id}, ${how}.${doubtOf(found)} Steps that it finished are not run again when you resume it.`;
    const answer = await vscode.window.showWarningMessage(message, "Resume", "Start Anew");
    if (answer === "Resume") await this.#resume(notebook, found);
  }

  async #onCommand(): Promise<void> {
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    if (!notebook || !isRunbookNotebook(notebook.notebookType)) {
      void vscode.window.showInformationMessage("Open the runbook whose run you want to resume, then try again.");
      return;
    }
    if (this.#sessions.of(notebook).session.isOpen) {
      void vscode.window.showWarningMessage(
        "A run is open in this notebook: run its next cell to go on with it, or finish it first.",
      );
      return;
    }
    const found = await lastRun(notebook.uri.fsPath);
    if (typeof found === "string") void vscode.window.showWarningMessage(found);
    else await this.#resume(notebook, found);
  }

  async #resume(notebook: vscode.NotebookDocument, past: PastRun): Promise<void> {
    const { session } = this.#sessions.of(notebook);
    if (notebook.isClosed || session.isOpen) return;
    session.resume(past);
    const { settled, next } = await this.#cells.show(notebook, past);
    const steps = settled === 1 ? "1 step is" : `${settled} steps are`;
    const message = `${steps} finished.${doubtOf(past)} ${next === undefined ? "Nothing else is left to run." : `The next one is ${next}.`}`;
    if (next === undefined) {
      void vscode.window.showInformationMessage(message);
      return;
    }
    const answer = await vscode.window.showInformationMessage(message, "Run the Rest");
    if (answer && !notebook.isClosed) await vscode.commands.executeCommand("notebook.execute", notebook.uri);
  }
}

/** A run that failed was left by a person who saw it fail; one that was cancelled may have been so by closing its window. */
function wasCutOff({ status }: PastRun): boolean {
  return status === undefined || status === "cancelled";
}

function doubtOf(past: PastRun): string {
  const open = [...past.steps.values()].filter(({ how }) => how === "unknown").map(({ name }) => name);
  return open.length > 0 ? ` Whether ${open.join(", ")} took effect is not known: you will be asked.` : "";
}

/** The last run of a runbook, or why none can be resumed. Loaded late: most runbooks were never run here. */
async function lastRun(path: string): Promise<PastRun | string> {
  const [{ findPastRun }, { lockHolder }] = await Promise.all([
    import("../../core/node/past-runs.ts"),
    import("../../core/node/lock-files.ts"),
  ]);
  const found = await findPastRun("latest", path, auditFolder());
  if (found.status !== "found") return found.message;
  // It may still go on, in another window or on the command line.
  const holder = await lockHolder(`run-${found.run.log.id}`);
  return holder === undefined
    ? found.run
    : `The last run of this runbook is still under way: ${holder.user}@${holder.host} (${holder.client}, process ${holder.pid}) since ${holder.since}.`;
}
