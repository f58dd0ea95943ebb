import * as vscode from "vscode";
import { fromCells, toCells } from "../../core/runbook/cells.ts";
import { fromNotebookCell, type NotebookCell, toNotebookCell } from "../../core/runbook/notebook-cells.ts";
import { notebookTypes } from "../contributions.ts";

/** Markdown ↔ notebook. What is not edited keeps every byte: each cell carries the text that it was made of. */
const serializer: vscode.NotebookSerializer = {
  deserializeNotebook(bytes) {
    return new vscode.NotebookData(toCells(decode(bytes)).map((cell) => toCellData(toNotebookCell(cell))));
  },
  serializeNotebook(data) {
    return new TextEncoder().encode(fromCells(data.cells.map((cell) => fromNotebookCell(fromCellData(cell)))));
  },
};

const notUtf8 =
  "The file is not UTF-8, so it can't be opened as a runbook without damaging it. Open it as text and save it with the encoding UTF-8.";

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // The editor itself only says that something unexpected happened, and offers to open the file as text.
    void vscode.window.showErrorMessage(notUtf8);
    throw new Error(notUtf8);
  }
}

export function toCellData({ kind, languageId, text, metadata }: NotebookCell): vscode.NotebookCellData {
  const cellKind = kind === "markup" ? vscode.NotebookCellKind.Markup : vscode.NotebookCellKind.Code;
  const data = new vscode.NotebookCellData(cellKind, text, languageId);
  data.metadata = { ...metadata };
  return data;
}

function fromCellData({ kind, languageId, value, metadata }: vscode.NotebookCellData): NotebookCell {
  return {
    kind: kind === vscode.NotebookCellKind.Markup ? "markup" : "code",
    languageId,
    text: value,
    ...(metadata ? { metadata } : {}),
  };
}

export function registerSerializers(): vscode.Disposable {
  // Outputs are what was seen at one time; the file is what to do. The trail keeps the former.
  const options = { transientOutputs: true };
  const types = Object.values(notebookTypes);
  return vscode.Disposable.from(
    ...types.map((type) => vscode.workspace.registerNotebookSerializer(type, serializer, options)),
  );
}
