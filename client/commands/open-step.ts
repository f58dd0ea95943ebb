import * as vscode from "vscode";
import { commands, notebookTypes } from "../contributions.ts";

/**
 * Opens the runbook at an address as a notebook with one step in sight, `index` counted from 0 in the order of the text. It
 * runs nothing: whoever sees the step and what it would do runs it from there.
 */
async function openStep(address: unknown, index: unknown): Promise<void> {
  if (typeof address !== "string" || typeof index !== "number") return;
  const uri = vscode.Uri.parse(address);
  const type = uri.path.endsWith(".runbook.md") ? notebookTypes.runbook : notebookTypes.markdown;
  await vscode.commands.executeCommand("vscode.openWith", uri, type);
  const editor = vscode.window.visibleNotebookEditors.find(
    ({ notebook }) => notebook.uri.toString() === uri.toString(),
  );
  const cell = editor?.notebook.getCells().filter(isStep)[index];
  if (!editor || !cell) return;
  const range = new vscode.NotebookRange(cell.index, cell.index + 1);
  editor.selections = [range];
  editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
}

/** Every code cell but the front matter, which has no fence. */
function isStep({ kind, metadata }: vscode.NotebookCell): boolean {
  const source = metadata["drRunbook"] as { block?: { marks?: unknown } } | undefined;
  return kind === vscode.NotebookCellKind.Code && source?.block?.marks !== "";
}

export function registerOpenStep(): vscode.Disposable {
  return vscode.commands.registerCommand(commands.openStep, openStep);
}
