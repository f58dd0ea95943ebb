import { type Cell, fromCells, toCells } from "../runbook/cells.ts";
import { withoutBlankEnd } from "../runbook/fences.ts";
import type { SectionMemory } from "../runbook/section-memory.ts";
import { type Span, spanOf } from "../text/span.ts";

/** A place in the text of one cell of a notebook. */
export interface CellSpan {
  /** 0-based among the notebook's cells. */
  readonly cell: number;
  /** In the cell's value with LF line endings. */
  readonly span: Span;
  /** False when a part of what was asked for is not in the cell's text, such as a fence's own line. */
  readonly exact: boolean;
}

/** The document that a notebook stands for, and where its parts are shown. */
export interface NotebookText {
  readonly text: string;
  /** What lies outside every block's text is placed at the block it belongs to, with an empty span; nowhere when there is none. */
  place(span: Span): CellSpan | undefined;
  /** Where a place in the text of a cell, with LF line endings, stands in `text`; undefined in a cell that is not found again. */
  offsetOf(cell: number, offset: number): number | undefined;
  /** The lines between the fences of a cell's block or its Markdown, in `text`. */
  contentOf(cell: number): Span | undefined;
}

interface Placed {
  readonly cell: number;
  /** The whole block in the document, fences included. */
  readonly block: Span;
  /** The lines between the fences, the last line ending included. */
  readonly content: Span;
  readonly lines: readonly PlacedLine[];
}

interface PlacedLine {
  /** The whole line in the document, prefix included, without its line ending. */
  readonly document: Span;
  /** The same line in the cell's value. */
  readonly value: Span;
}

/** Joins cells to the document that saving the notebook would write. */
export function notebookText(cells: readonly Cell[], memory?: SectionMemory): NotebookText {
  const text = fromCells(cells);
  const placed = placeBlocks(cells, text, memory);
  return {
    text,
    place(span) {
      const found = placed.find(
        ({ block }) => block.start <= span.start && span.start < Math.max(block.end, block.start + 1),
      );
      if (!found) return undefined;
      const start = offsetInCell(found.lines, span.start);
      const end = offsetInCell(found.lines, span.end);
      const exact = found.content.start <= span.start && span.end <= found.content.end;
      return { cell: found.cell, span: spanOf(start, Math.max(start, end)), exact };
    },
    offsetOf(cell, offset) {
      const lines = placed.find((block) => block.cell === cell)?.lines ?? [];
      const line = lines.findLast(({ value }, index) => value.start <= offset || index === 0);
      return line && Math.max(line.document.start, line.document.end - Math.max(0, line.value.end - offset));
    },
    contentOf: (cell) => placed.find((block) => block.cell === cell)?.content,
  };
}

/** Finds each cell again in the joined document: in order, and by its text. */
function placeBlocks(cells: readonly Cell[], text: string, memory?: SectionMemory): readonly Placed[] {
  const placed: Placed[] = [];
  let offset = 0;
  let next = 0;
  const keys = cells.map(({ kind, value }) => `${kind} ${withLineFeeds(value)}`);
  for (const found of toCells(text, memory)) {
    const raw = found.source?.raw ?? "";
    const cell = keys.indexOf(`${found.kind} ${found.value}`, next);
    if (cell >= 0) {
      next = cell + 1;
      const [start, end] = contentIn(raw, found);
      placed.push({
        cell,
        block: spanOf(offset, offset + raw.length),
        content: spanOf(offset + start, offset + end),
        lines: placeLines(raw.slice(start, end), offset + start, found.value),
      });
    }
    offset += raw.length;
  }
  return placed;
}

/** What of a cell's part of the document it shows: between the fences, or text without the blank lines around it. */
function contentIn(raw: string, { source }: Cell): readonly [start: number, end: number] {
  if (source?.block) return [source.block.contentStart, source.block.contentEnd];
  const start = /^\ufeff?(?:[ \t]*(?:\r\n|\n|\r))*/.exec(raw)?.[0].length ?? 0;
  return [start, Math.max(start, withoutBlankEnd(raw))];
}

function placeLines(content: string, start: number, value: string): readonly PlacedLine[] {
  const lines: PlacedLine[] = [];
  const rawLines = content.matchAll(/([^\r\n]*)(?:\r\n|\n|\r|$)/g);
  let valueStart = 0;
  for (const line of value.split("\n")) {
    const raw = rawLines.next().value;
    const rawStart = start + (raw?.index ?? content.length);
    const valueEnd = valueStart + line.length;
    lines.push({ document: spanOf(rawStart, rawStart + (raw?.[1]?.length ?? 0)), value: spanOf(valueStart, valueEnd) });
    valueStart = valueEnd + 1;
  }
  return lines;
}

/** A line of the value stands at the end of its line in the document: before it come indentation and quote marks. */
function offsetInCell(lines: readonly PlacedLine[], offset: number): number {
  const line = lines.findLast(({ document }, index) => document.start <= offset || index === 0);
  if (!line) return 0;
  const fromEnd = Math.max(0, line.document.end - offset);
  return Math.max(line.value.start, line.value.end - fromEnd);
}

function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}
