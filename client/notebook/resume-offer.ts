import * as vscode from "vscode";
import type { PastRun } from "../../core/run/past-run.ts";
import { isRunbookNotebook } from "../contributions.ts";
import { auditFolder } from "../views/audit-folder.ts";
import type { Sessions } from "./sessions.ts";

/** When a runbook is opened whose last run was cut off: offers to go on with it. */
export function registerResumeOffer(sessions: Sessions, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.workspace.onDidOpenNotebookDocument((notebook) => {
    if (!isRunbookNotebook(notebook.notebookType) || notebook.uri.scheme !== "file") return;
    offer(notebook, sessions).catch((error: unknown) => log.warn(`looking for a run to resume: ${String(error)}`));
  });
}

async function offer(notebook: vscode.NotebookDocument, sessions: Sessions): Promise<void> {
  const past = await cutOffRun(notebook.uri.fsPath);
  if (past === undefined || sessions.of(notebook).session.isOpen) return;
  const open = [...past.steps.values()].filter(({ how }) => how === "unknown").map(({ name }) => name);
  const doubt = open.length > 0 ? ` Whether ${open.join(", ")} took effect is not known: you will be asked.` : "";
  const message = `The last run of this runbook, ${past.log.id}, was cut off.${doubt} Steps that it finished are not run again when you resume it.`;
  const answer = await vscode.window.showWarningMessage(message, "Resume", "Start Anew");
  if (answer !== "Resume" || notebook.isClosed) return;
  sessions.of(notebook).session.resume(past);
  void vscode.window.showInformationMessage("Run all cells, or the next one, to go on.");
}

/** Loaded late: most runbooks were never run here. */
async function cutOffRun(path: string): Promise<PastRun | undefined> {
  const [{ findPastRun }, { lockHolder }] = await Promise.all([
    import("../../core/node/past-runs.ts"),
    import("../../core/node/lock-files.ts"),
  ]);
  const found = await findPastRun("latest", path, auditFolder());
  if (found.status !== "found" || found.run.status !== undefined || found.run.steps.size === 0) return undefined;
  // It may still go on, in another window or on the command line.
  return (await lockHolder(`run-${found.run.log.id}`)) === undefined ? found.run : undefined;
}
