import * as vscode from "vscode";
import { notebookTypes } from "../contributions.ts";
import { type ExecutionContext, executeCell } from "./execute-cell.ts";
import { documentOf } from "./notebook-text.ts";
import type { Sessions } from "./sessions.ts";

export type ControllerOf = (notebook: vscode.NotebookDocument) => vscode.NotebookController | undefined;

export interface Controllers extends vscode.Disposable {
  readonly of: ControllerOf;
}

/** One controller per notebook type; both run cells in the same way. */
export function registerControllers(sessions: Sessions, context: Omit<ExecutionContext, "alone">): Controllers {
  const order = { last: 0 };
  const controllers = Object.values(notebookTypes).map((type) => {
    const controller = vscode.notebooks.createNotebookController(type, type, "DR Runbooks");
    controller.description = "Runs steps against the cluster of the runbook and records them";
    // No list of languages: a cell that nothing here can execute has to say so.
    controller.supportsExecutionOrder = true;
    controller.executeHandler = (cells, notebook) => executeBatch(cells, notebook, controller);
    controller.interruptHandler = (notebook) => sessions.interrupt(notebook.uri);
    return controller;
  });

  async function executeBatch(
    cells: readonly vscode.NotebookCell[],
    notebook: vscode.NotebookDocument,
    controller: vscode.NotebookController,
  ): Promise<void> {
    await keepOpen(notebook);
    const state = sessions.of(notebook);
    const alone = cells.length === 1;
    await state.queue.run(cells, async (cell) => {
      // A cell that was deleted while it waited is not run.
      if (cell.index < 0 || notebook.isClosed) return "stop";
      const execution = controller.createNotebookCellExecution(cell);
      execution.executionOrder = ++order.last;
      return executeCell(execution, state, documentOf(notebook), { ...context, alone });
    });
  }

  const of: ControllerOf = (notebook) => controllers.find(({ notebookType }) => notebookType === notebook.notebookType);
  return {
    of,
    dispose: () => vscode.Disposable.from(...controllers).dispose(),
  };
}

/** A tab in preview is replaced by the next file that is looked at, and with its tab a run would end. */
async function keepOpen(notebook: vscode.NotebookDocument): Promise<void> {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  const isThis =
    activeTab?.input instanceof vscode.TabInputNotebook && activeTab.input.uri.toString() === notebook.uri.toString();
  if (isThis && activeTab.isPreview) await vscode.commands.executeCommand("workbench.action.keepEditor");
}
