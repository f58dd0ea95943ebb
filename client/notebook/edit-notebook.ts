import * as vscode from "vscode";
import { cellChanges } from "../../core/runbook/cell-changes.ts";
import { fromCells } from "../../core/runbook/cells.ts";
import { toNotebookCell } from "../../core/runbook/notebook-cells.ts";
import { LineMap } from "../../core/text/line-map.ts";
import { commands, isRunbookNotebook } from "../contributions.ts";
import { toCell } from "./notebook-text.ts";
import { toCellData } from "./serializer.ts";

/** An edit of the document that a notebook stands for, with what it replaces. */
interface DocumentEdit {
  readonly start: number;
  readonly end: number;
  readonly old: string;
  readonly newText: string;
}

/** The same edit, where it changes a document that is open as a notebook by its cells. Undefined when one was changed meanwhile. */
export function throughNotebooks(edit: vscode.WorkspaceEdit): vscode.WorkspaceEdit | undefined {
  const result = new vscode.WorkspaceEdit();
  for (const [uri, edits] of edit.entries()) {
    const notebook = openNotebook(uri.toString());
    if (!notebook) {
      result.set(uri, edits);
      continue;
    }
    const text = fromCells(notebook.getCells().map(toCell));
    const lines = new LineMap(text);
    const written = edits.map(({ range, newText }) => {
      const [start, end] = [lines.offsetAt(range.start), lines.offsetAt(range.end)];
      return { start, end, old: text.slice(start, end), newText };
    });
    if (!addNotebookEdit(result, notebook, text.length, written)) return undefined;
  }
  return result;
}

function openNotebook(address: string): vscode.NotebookDocument | undefined {
  return vscode.workspace.notebookDocuments.find(
    ({ uri, notebookType }) => uri.toString() === address && isRunbookNotebook(notebookType),
  );
}

/** Adds what makes a notebook the one that its document would be after some edits. False when it was changed meanwhile. */
function addNotebookEdit(
  edit: vscode.WorkspaceEdit,
  notebook: vscode.NotebookDocument,
  length: number,
  edits: readonly DocumentEdit[],
): boolean {
  const cells = notebook.getCells().map(toCell);
  const text = fromCells(cells);
  if (text.length !== length || edits.some(({ start, end, old }) => text.slice(start, end) !== old)) return false;
  const { updates, replacements } = cellChanges(cells, applied(text, edits));
  const own: vscode.NotebookEdit[] = [];
  for (const { index, value, source } of updates) {
    const { document, metadata } = notebook.cellAt(index);
    if (cells[index]?.value !== value) edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), value);
    own.push(vscode.NotebookEdit.updateCellMetadata(index, { ...metadata, drRunbook: source }));
  }
  for (const { start, count, cells: inserted } of replacements) {
    const data = inserted.map((cell) => toCellData(toNotebookCell(cell)));
    own.push(vscode.NotebookEdit.replaceCells(new vscode.NotebookRange(start, start + count), data));
  }
  edit.set(notebook.uri, own);
  return true;
}

/** Edits at one place stand in their order. */
function applied(text: string, edits: readonly DocumentEdit[]): string {
  let result = "";
  let at = 0;
  for (const { start, end, newText } of edits.toSorted((a, b) => a.start - b.start)) {
    result += text.slice(at, start) + newText;
    at = end;
  }
  return result + text.slice(at);
}

/** False when the notebook was changed meanwhile or can't be edited: nothing was done. */
export async function editDocument(
  notebook: vscode.NotebookDocument,
  length: number,
  edits: readonly DocumentEdit[],
): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  return addNotebookEdit(edit, notebook, length, edits) && (await vscode.workspace.applyEdit(edit));
}

/** Called by the language server's changes, with the document's length when they were worked out. */
async function editNotebook(address: unknown, length: unknown, edits: unknown): Promise<void> {
  const notebook = openNotebook(String(address));
  if (!notebook || typeof length !== "number" || !Array.isArray(edits)) return;
  if (await editDocument(notebook, length, edits as DocumentEdit[])) return;
  void vscode.window.showWarningMessage(
    "The notebook was changed meanwhile, so nothing was done. Choose the change again.",
  );
}

export function registerEditNotebook(): vscode.Disposable {
  return vscode.commands.registerCommand(commands.editNotebook, editNotebook);
}
