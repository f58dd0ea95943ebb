import * as vscode from "vscode";
import { isRunbookNotebook } from "../contributions.ts";
import type { ControllerOf } from "./controller.ts";
import { toNotebookOutput } from "./output.ts";
import { noteOutput } from "./render/step-output.ts";

/** Said above the results of a text that is another one by now. */
export const editedNote = "Edited since: what follows came from the text before. The text as it is now was not run.";

/**
 * A tick beside a text that was not run would be a lie: the first edit of a cell that succeeded takes it away. What the
 * cell showed stays, and is said to be of the text before.
 */
export function watchEditedCells(controllerOf: ControllerOf): vscode.Disposable {
  const busy = new WeakSet<vscode.NotebookCell>();

  async function withdraw(cell: vscode.NotebookCell): Promise<void> {
    const controller = controllerOf(cell.notebook);
    if (controller === undefined || cell.executionSummary?.success !== true || busy.has(cell)) return;
    busy.add(cell);
    try {
      const outputs = [...cell.outputs];
      const execution = controller.createNotebookCellExecution(cell);
      execution.start();
      await execution.replaceOutput([toNotebookOutput(noteOutput(editedNote)), ...outputs]);
      execution.end(undefined);
    } finally {
      busy.delete(cell);
    }
  }

  return vscode.workspace.onDidChangeNotebookDocument(({ notebook, cellChanges }) => {
    if (!isRunbookNotebook(notebook.notebookType)) return;
    for (const { cell, document } of cellChanges)
      if (document !== undefined) void withdraw(cell).catch(() => undefined);
  });
}
