import { type Span, spanOf } from "../text/span.ts";
import type { Cell, CellSource } from "./cell-types.ts";
import { fromCells } from "./cells.ts";
import { toEditorLanguage, toFenceWord } from "./editor-languages.ts";

/** A cell as the editor's notebooks and the Language Server Protocol have it. */
export interface NotebookCell {
  readonly kind: Cell["kind"];
  readonly languageId: string;
  /** Line endings as the editor pleases. */
  readonly text: string;
  /** Holds the cell's source below `drRunbook`; whatever else is there is somebody else's. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export function toNotebookCell(cell: Cell): NotebookCell {
  return {
    kind: cell.kind,
    languageId: cell.kind === "markup" ? "markdown" : toEditorLanguage(cell.language),
    text: cell.value,
    metadata: cell.source ? { drRunbook: cell.source } : {},
  };
}

export function fromNotebookCell({ kind, languageId, text, metadata }: NotebookCell): Cell {
  const known = metadata?.["drRunbook"];
  const source = isSource(known) ? known : undefined;
  const value = text.replace(/\r\n?/g, "\n");
  const origin = source ? { source } : {};
  if (kind === "markup") return { kind, value, ...origin };
  return { kind, value, language: toFenceWord(languageId, source?.language), ...origin };
}

/** Where each cell stands in the text that `fromCells` makes of all of them; what separates two cells belongs to neither side for sure. */
export function cellSpans(cells: readonly Cell[]): readonly Span[] {
  let start = 0;
  return cells.map((_, index) => {
    const end = fromCells(cells.slice(0, index + 1)).length;
    const span = spanOf(start, end);
    start = end;
    return span;
  });
}

/** Metadata passes through the editor and may come from anywhere. */
function isSource(value: unknown): value is CellSource {
  if (typeof value !== "object" || value === null) return false;
  const { raw, value: text, order, lineEnding } = value as Partial<CellSource>;
  return (
    typeof raw === "string" && typeof text === "string" && typeof order === "number" && typeof lineEnding === "string"
  );
}
