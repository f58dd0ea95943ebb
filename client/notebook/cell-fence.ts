import * as vscode from "vscode";
import { type CellFence, fenceOf, withFence } from "../../core/runbook/cell-attributes.ts";
import type { Cell, CodeCell } from "../../core/runbook/cell-types.ts";
import { fromCells } from "../../core/runbook/cells.ts";
import type { InfoEdit } from "../../core/runbook/edit-attributes.ts";
import { lineEndingOf } from "../../core/runbook/from-cells.ts";
import { toNotebookCell } from "../../core/runbook/notebook-cells.ts";
import { toCell } from "./notebook-text.ts";

/** The language of a cell's fence and what stands behind it; undefined for a cell that has no fence. */
export function infoOf(cell: vscode.NotebookCell): string | undefined {
  const own = toCell(cell);
  const fence = own.kind === "code" ? fenceOf(own, "\n") : undefined;
  return fence?.source.raw.slice(fence.span.start, fence.span.end);
}

/** The line of a cell's fence, which the notebook does not show and an engineer changes all the same. */
export class CellFenceLine {
  readonly #cell: vscode.NotebookCell;
  readonly #cells: readonly Cell[];
  readonly #own: CodeCell;
  readonly fence: CellFence;

  private constructor(cell: vscode.NotebookCell, cells: readonly Cell[], own: CodeCell, fence: CellFence) {
    this.#cell = cell;
    this.#cells = cells;
    this.#own = own;
    this.fence = fence;
  }

  /** Undefined for a cell that has no fence: text, and the front matter. */
  static of(cell: vscode.NotebookCell): CellFenceLine | undefined {
    const cells = cell.notebook.getCells().map(toCell);
    const own = cells[cell.index];
    const fence = own?.kind === "code" ? fenceOf(own, lineEndingOf(cells)) : undefined;
    return own?.kind === "code" && fence ? new CellFenceLine(cell, cells, own, fence) : undefined;
  }

  /** The language and what stands behind it. */
  get info(): string {
    const { source, span } = this.fence;
    return source.raw.slice(span.start, span.end);
  }

  /** The whole document as it would be. */
  textWith(edited: Extract<InfoEdit, { status: "edited" }>): string {
    return fromCells(this.#cells.with(this.#cell.index, withFence(this.#own, this.fence, edited)));
  }

  /** As one edit, which can be undone. False when the editor refused it. */
  apply(edited: Extract<InfoEdit, { status: "edited" }>): Thenable<boolean> {
    const { metadata } = toNotebookCell(withFence(this.#own, this.fence, edited));
    const edit = new vscode.WorkspaceEdit();
    const changed = { ...this.#cell.metadata, ...metadata };
    edit.set(this.#cell.notebook.uri, [vscode.NotebookEdit.updateCellMetadata(this.#cell.index, changed)]);
    return vscode.workspace.applyEdit(edit);
  }
}
