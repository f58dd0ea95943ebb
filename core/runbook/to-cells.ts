import type { Cell, CellBlock, CellSource } from "./cell-types.ts";
import { contentLines } from "./content-lines.ts";
import { endOfLine, type Fence, skipLineEnding, startOfLine } from "./fences.ts";
import { findFrontMatter } from "./front-matter.ts";
import { parseInfoString } from "./info-string.ts";
import { outlineOf } from "./outline.ts";
import type { SectionMemory } from "./section-memory.ts";
import { stepKind } from "./step-kinds.ts";

/** A block with the lines it stands on; a list marker before its fence belongs to them. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly language: string;
  readonly value: string;
  readonly isStep: boolean;
  /** Spans in the document. */
  readonly block: CellBlock;
}

/** Cuts a document into cells, losing nothing. With the memory of another version only changed sections are looked at. */
export function toCells(text: string, memory?: SectionMemory): Cell[] {
  const lineEnding = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  const cells: Cell[] = [];
  let step = 0;
  let done = 0;
  const addMarkup = (end: number): void => {
    const raw = text.slice(done, end);
    done = end;
    if (raw === "") return;
    const value = withLineFeeds(raw.replace(/^\ufeff/, "")).replace(/^(?:[ \t]*\n)+|(?:\n[ \t]*)+$/g, "");
    const source: CellSource = { raw, kind: "markup", value, order: cells.length, lineEnding };
    cells.push({ kind: "markup", value, source });
  };
  for (const piece of findPieces(text, memory)) {
    // Blank lines alone are no cell: they go with the block behind them.
    if (/\S/.test(text.slice(done, piece.start).replace(/^\ufeff/, ""))) addMarkup(piece.start);
    const start = done;
    const source: CellSource = {
      raw: text.slice(start, piece.end),
      kind: "code",
      value: piece.value,
      language: piece.language,
      order: cells.length,
      lineEnding,
      block: shifted(piece.block, start),
    };
    cells.push({
      kind: "code",
      language: piece.language,
      value: piece.value,
      ...(piece.isStep ? { step: step++ } : {}),
      source,
    });
    done = piece.end;
  }
  const last = cells.at(-1);
  if (!last?.source || /\S/.test(text.slice(done))) addMarkup(text.length);
  else cells[cells.length - 1] = { ...last, source: { ...last.source, raw: last.source.raw + text.slice(done) } };
  return cells;
}

function* findPieces(text: string, memory?: SectionMemory): Iterable<Piece> {
  const frontMatter = findFrontMatter(text);
  let start = text.startsWith("\ufeff") ? 1 : 0;
  if (frontMatter) {
    const { span, body } = frontMatter;
    start = span.end;
    const block: CellBlock = {
      languageStart: body.start,
      languageEnd: body.start,
      contentStart: body.start,
      contentEnd: body.end,
      prefix: "",
      marks: "",
      closed: true,
    };
    const value = withLineFeeds(text.slice(body.start, body.end)).replace(/\n$/, "");
    yield { start: span.start, end: skipLineEnding(text, span.end), language: "yaml", value, isStep: false, block };
  }
  for (const fence of outlineOf(text, start, memory).fences) {
    const info = parseInfoString(text, fence.infoSpan);
    if (!stepKind(info.language)) continue;
    const lineStart = startOfLine(text, fence.span.start);
    const block: CellBlock = {
      languageStart: info.languageSpan.start,
      languageEnd: info.languageSpan.end,
      contentStart: fence.contentSpan.start,
      contentEnd: fence.contentSpan.end,
      prefix: prefixOf(text.slice(lineStart, fence.span.start)),
      marks: /^(?:`+|~+)/.exec(text.slice(fence.span.start, fence.span.end))?.[0] ?? "",
      closed: fence.closed,
    };
    const value = contentLines(text, fence)
      .map((line) => line.text)
      .join("\n");
    yield { start: lineStart, end: endOfPiece(text, fence), language: info.language, value, isStep: true, block };
  }
}

function endOfPiece(text: string, fence: Fence): number {
  return Math.max(fence.contentSpan.end, skipLineEnding(text, endOfLine(text, fence.span.end)));
}

/** Before a content line stands what stands before the fence, with spaces in the place of list markers; the first space behind `>` is the mark's. */
function prefixOf(opening: string): string {
  const before = opening.replace(/^\ufeff/, "");
  const quoted = /\t/.test(before) && before.search(tightMark) >= 0 ? withoutTabs(before) : before;
  return quoted
    .replace(tightMark, "> ")
    .replace(/(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)/g, (marker) => " ".repeat(marker.length));
}

/** Right behind the mark of a block quote stands that of a list. */
const tightMark = />(?=(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$))/g;

function withoutTabs(line: string): string {
  let columns = "";
  for (const sign of line) columns += sign === "\t" ? " ".repeat(4 - (columns.length % 4)) : sign;
  return columns;
}

function shifted(block: CellBlock, by: number): CellBlock {
  return {
    ...block,
    languageStart: block.languageStart - by,
    languageEnd: block.languageEnd - by,
    contentStart: block.contentStart - by,
    contentEnd: block.contentEnd - by,
  };
}

export function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}
