import * as vscode from "vscode";
import type { Cell } from "../../core/runbook/cells.ts";
import { fromCells } from "../../core/runbook/cells.ts";
import { cellSpans, fromNotebookCell } from "../../core/runbook/notebook-cells.ts";
import { parseRunbook } from "../../core/runbook/parse.ts";
import type { Runbook } from "../../core/runbook/types.ts";
import { type CellMeaning, meaningOf } from "./cell-meaning.ts";

/** The runbook that an open notebook is at this moment, edits that are not saved included. */
export class NotebookText {
  readonly #notebook: vscode.NotebookDocument;
  #runbook: Runbook = parseRunbook("");

  constructor(notebook: vscode.NotebookDocument) {
    this.#notebook = notebook;
  }

  runbook(): Runbook {
    return this.#read().runbook;
  }

  /** What a cell is in the current text. Parses only what has changed since the last time. */
  read(cell: vscode.NotebookCell): { readonly runbook: Runbook; readonly meaning: CellMeaning } {
    const { cells } = this.#read();
    const own = cells[cell.index];
    const span = cellSpans(cells.slice(0, cell.index + 1)).at(-1);
    if (!own || !span)
      return {
        runbook: this.#runbook,
        meaning: { kind: "text", because: "the cell is no longer part of the notebook" },
      };
    return { runbook: this.#runbook, meaning: meaningOf(own, span, this.#runbook) };
  }

  #read(): { readonly cells: readonly Cell[]; readonly runbook: Runbook } {
    const cells = this.#notebook.getCells().map(toCell);
    const text = fromCells(cells);
    if (text !== this.#runbook.text) this.#runbook = parseRunbook(text);
    return { cells, runbook: this.#runbook };
  }
}

const open = new WeakMap<vscode.NotebookDocument, NotebookText>();

export function documentOf(notebook: vscode.NotebookDocument): NotebookText {
  let text = open.get(notebook);
  if (!text) {
    text = new NotebookText(notebook);
    open.set(notebook, text);
  }
  return text;
}

export function toCell(cell: vscode.NotebookCell): Cell {
  return fromNotebookCell({
    kind: cell.kind === vscode.NotebookCellKind.Markup ? "markup" : "code",
    languageId: cell.document.languageId,
    text: cell.document.getText(),
    metadata: cell.metadata,
  });
}
