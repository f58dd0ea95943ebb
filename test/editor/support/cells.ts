import assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually } from "./eventually.ts";

/** The code cell whose fence has `name=NAME` or whose text holds it. */
export function cellWith(notebook: vscode.NotebookDocument, text: string): vscode.NotebookCell {
  const cell = notebook
    .getCells()
    .find(({ kind, document }) => kind === vscode.NotebookCellKind.Code && document.getText().includes(text));
  assert.ok(cell, `no code cell holds ${text}`);
  return cell;
}

/** What a cell shows, as plain text: the text form of each output, error messages included. */
export function shownBy(cell: vscode.NotebookCell): string {
  const decoder = new TextDecoder();
  const items = cell.outputs.flatMap(({ items: all }) => all.filter(({ mime }) => mime !== "text/html"));
  return items.map(({ data }) => decoder.decode(data)).join("\n");
}

/** Runs one cell as its run button does, and resolves when it has ended. */
export async function runCell(cell: vscode.NotebookCell, seconds = 20): Promise<vscode.NotebookCell> {
  await vscode.commands.executeCommand("notebook.cell.execute", {
    ranges: [{ start: cell.index, end: cell.index + 1 }],
    document: cell.notebook.uri,
  });
  return eventually(`cell ${cell.index} to end`, () => (ended(cell) ? cell : undefined), seconds);
}

export const ended = (cell: vscode.NotebookCell): boolean => cell.executionSummary?.timing?.endTime !== undefined;
