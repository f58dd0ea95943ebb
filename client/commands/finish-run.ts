import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import type { Sessions } from "../notebook/sessions.ts";

/** Ends the run of the active notebook; the next cell that is executed opens a new one. */
export function registerFinishRun(sessions: Sessions): vscode.Disposable {
  return vscode.commands.registerCommand(commands.finishRun, async () => {
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    if (!notebook) return;
    const result = await sessions.finish(notebook.uri);
    if (!result) {
      void vscode.window.showInformationMessage("No run is open in this notebook.");
      return;
    }
    const text = `Run finished: ${result.status}, ${result.succeeded} of ${result.total} steps succeeded. Its log is closed.`;
    const answer =
      result.status === "succeeded"
        ? await vscode.window.showInformationMessage(text, "Show Audit Trail")
        : await vscode.window.showWarningMessage(
            result.message ? `${text} ${result.message}` : text,
            "Show Audit Trail",
          );
    if (answer) await vscode.commands.executeCommand(commands.showTrail);
  });
}
