/**
 * A document as a notebook shows it. Plain data: it survives being written as JSON and read again, as the metadata of a
 * notebook does. A cell without `source` is new.
 */
export interface MarkupCell {
  readonly kind: "markup";
  /** Markdown without the blank lines around it, line endings LF. */
  readonly value: string;
  readonly source?: CellSource;
}

/** A step, or the front matter (language `yaml`). Other fences stay in the markup, which shows them as code. */
export interface CodeCell {
  readonly kind: "code";
  readonly language: string;
  /** The content as the block shows it: without container prefix and indentation, line endings LF. */
  readonly value: string;
  /** Index of the step in `Runbook.steps`; absent for the front matter. */
  readonly step?: number;
  readonly source?: CellSource;
}

export type Cell = MarkupCell | CodeCell;

/** Where a cell came from. The `raw` of all cells, joined, is the document. */
export interface CellSource {
  readonly raw: string;
  /** As `toCells` gave them; a cell that still has them is written as `raw`. */
  readonly kind: Cell["kind"];
  readonly value: string;
  readonly language?: string;
  /** 0-based place among the cells of the document. */
  readonly order: number;
  /** Line ending of the document. */
  readonly lineEnding: string;
  /** Spans in `raw`. */
  readonly block?: CellBlock;
}

export interface CellBlock {
  readonly languageStart: number;
  readonly languageEnd: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  /** What stands before each content line: block quote marks and indentation. */
  readonly prefix: string;
  /** The marks of the opening fence; empty for the front matter. */
  readonly marks: string;
  readonly closed: boolean;
}
