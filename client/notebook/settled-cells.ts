import * as vscode from "vscode";
import type { PastRun } from "../../core/run/past-run.ts";
import { settledStep } from "../../core/run/settled-step.ts";
import { rollbacksOf } from "../../core/run/step-facts.ts";
import type { ControllerOf } from "./controller.ts";
import { documentOf } from "./notebook-text.ts";
import { toNotebookOutput } from "./output.ts";
import { noteOutput } from "./render/step-output.ts";
import { settledSuccess, settledText } from "./settled-text.ts";

/** Shows in the cells of a runbook what a run that was cut off had finished, before anything else is run. */
export class SettledCells {
  readonly #controllerOf: ControllerOf;
  readonly #extension: string;

  /** `extension`: the id of this one. */
  constructor(controllerOf: ControllerOf, extension: string) {
    this.#controllerOf = controllerOf;
    this.#extension = extension;
  }

  /** How many steps are finished, and the name of the first that is not; rollbacks do not count. */
  async show(
    notebook: vscode.NotebookDocument,
    past: PastRun,
  ): Promise<{ readonly settled: number; readonly next: string | undefined }> {
    const { sha256 } = await import("../../core/node/sha256.ts");
    const controller = this.#controllerOf(notebook);
    if (controller) await this.#select(notebook, controller);
    let settled = 0;
    let next: string | undefined;
    for (const cell of notebook.getCells()) {
      const { runbook, meaning } = documentOf(notebook).read(cell);
      if (meaning.kind !== "step") continue;
      const standing = settledStep(runbook, meaning.step, past, sha256);
      if (standing === undefined) {
        if (!rollbacksOf(runbook).has(meaning.step.name)) next ??= meaning.step.name;
        continue;
      }
      settled++;
      const execution = controller && startOf(controller, cell);
      if (execution === undefined) continue;
      await execution.replaceOutput(toNotebookOutput(noteOutput(settledText(standing))));
      execution.end(settledSuccess(standing));
    }
    return { settled, next };
  }

  /** A notebook gets its kernel when a cell is run; here nothing has been run yet. */
  async #select(notebook: vscode.NotebookDocument, { id }: vscode.NotebookController): Promise<void> {
    await vscode.window.showNotebookDocument(notebook);
    const kernel = { id, extension: this.#extension, skipIfAlreadySelected: true };
    await vscode.commands.executeCommand("notebook.selectKernel", kernel);
  }
}

/** Undefined where the notebook has another kernel, or none yet: the cell then stays as it is. */
function startOf(
  controller: vscode.NotebookController,
  cell: vscode.NotebookCell,
): vscode.NotebookCellExecution | undefined {
  try {
    const execution = controller.createNotebookCellExecution(cell);
    execution.start();
    return execution;
  } catch {
    return undefined;
  }
}
