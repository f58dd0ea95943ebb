import assert from "node:assert/strict";
import { type Cell, fromCells, toCells } from "../../../core/runbook/cells.ts";
import { fromNotebookCell, toNotebookCell } from "../../../core/runbook/notebook-cells.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";

/** Cells as the editor hands them back: the metadata is plain JSON. */
export function throughEditor(cells: readonly Cell[]): Cell[] {
  return (JSON.parse(JSON.stringify(cells.map(toNotebookCell))) as ReturnType<typeof toNotebookCell>[]).map(
    fromNotebookCell,
  );
}

export function assertUnedited(text: string, name?: string): void {
  const cells = toCells(text);
  assert.equal(fromCells(cells), text, name);
  assert.equal(fromCells(throughEditor(cells)), text, name);
}

function contents(text: string): readonly string[] {
  return toCells(text).flatMap((cell) => (cell.kind === "code" && cell.step !== undefined ? [cell.value] : []));
}

/** Edits one step after the other, each in the document as it was. Returns how many. */
export function assertEditsStayInside(text: string, edit: (value: string) => string, name = text): number {
  const { steps } = parseRunbook(text);
  const before = contents(text);
  for (const { index, block } of steps) {
    const value = edit(before[index] ?? "");
    const cells = toCells(text).map((cell) => ("step" in cell && cell.step === index ? { ...cell, value } : cell));
    const edited = fromCells(throughEditor(cells));
    const { start, end } = block.contentSpan;
    assert.ok(edited.length >= start + text.length - end, name);
    assert.equal(edited.slice(0, start), text.slice(0, start), name);
    assert.equal(edited.slice(edited.length - (text.length - end)), text.slice(end), name);
    assert.deepEqual(contents(edited), before.with(index, value), name);
  }
  return steps.length;
}
