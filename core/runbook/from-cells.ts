import type { Cell, CellBlock, CellSource, CodeCell } from "./cell-types.ts";
import { withoutBlankEnd } from "./fences.ts";
import { withLineFeeds } from "./to-cells.ts";

/** Writes cells as a document. What was not edited gives its exact bytes; an edit changes its own block alone. */
export function fromCells(cells: readonly Cell[]): string {
  const lineEnding = lineEndingOf(cells);
  let text = "";
  let previous: Cell | undefined;
  for (const [index, cell] of cells.entries()) {
    const written = indented(writeCell(cell, lineEnding), listIndent(cells, index));
    if (written === "") continue;
    if (previous && !follows(previous, cell))
      text = separate(closeFence(text, previous, lineEnding), written, lineEnding);
    text += written;
    previous = cell;
  }
  return text;
}

/**
 * What a new cell needs before its lines so that the block behind it stays what it is: without, text at the margin would end the
 * list that the block is in, and a fence indented by four or more is none outside of a list.
 */
function listIndent(cells: readonly Cell[], index: number): string {
  if (cells[index]?.source) return "";
  const prefix = cells.slice(index).find(({ source }) => source)?.source?.block?.prefix ?? "";
  const hasBefore = cells.slice(0, index).some(({ source }) => source);
  return hasBefore && /^[ \t]*(?: {4}|\t)[ \t]*$/.test(prefix) ? prefix : "";
}

function indented(text: string, prefix: string): string {
  return prefix === "" ? text : text.replace(/^(?=[^\r\n])/gm, prefix);
}

/** Of the document that the cells are of. */
export function lineEndingOf(cells: readonly Cell[]): string {
  return cells.find((cell) => cell.source)?.source?.lineEnding ?? "\n";
}

/** Two cells stand as they stood: nothing between them may change. */
function follows(previous: Cell, cell: Cell): boolean {
  return previous.source !== undefined && cell.source !== undefined && cell.source.order === previous.source.order + 1;
}

function separate(text: string, next: string, lineEnding: string): string {
  const ended = /[\r\n]$/.test(text) ? text : text + lineEnding;
  const hasBlank = /(?:^|\n)[ \t>]*\n$/.test(withLineFeeds(ended)) || /^[ \t]*[\r\n]/.test(next);
  return hasBlank ? ended : ended + lineEnding;
}

/** What is put behind a block that was never closed would become a part of it. */
function closeFence(text: string, previous: Cell, lineEnding: string): string {
  const block = previous.source?.block;
  if (previous.kind !== "code" || !block || block.closed) return text;
  const ended = /[\r\n]$/.test(text) ? text : text + lineEnding;
  return `${ended}${block.prefix}${neededMarks(previous.value, block.marks, previous.source?.value)}${lineEnding}`;
}

function writeCell(cell: Cell, lineEnding: string): string {
  const { source } = cell;
  const isSame = source && source.kind === cell.kind && source.value === cell.value;
  if (cell.kind === "markup") {
    if (isSame) return source.raw;
    return source?.kind === "markup" ? editedMarkup(source, cell.value) : newMarkup(cell.value, lineEnding);
  }
  if (isSame && source.language === cell.language) return source.raw;
  return source?.block ? editedBlock(source, source.block, cell) : newBlock(cell, lineEnding);
}

function newMarkup(value: string, lineEnding: string): string {
  const text = toLines(value, lineEnding).trimEnd();
  return text === "" ? "" : text + lineEnding;
}

/** The blank lines around the text stay. */
function editedMarkup({ raw, lineEnding }: CellSource, value: string): string {
  const before = /^\ufeff?(?:[ \t]*(?:\r\n|\n|\r))*/.exec(raw)?.[0] ?? "";
  const after = raw.slice(Math.max(before.length, withoutBlankEnd(raw)));
  const text = toLines(value, lineEnding);
  return text.trim() === "" ? before.replace(/[^\ufeff]/g, "") : before + text + after;
}

export function newBlock(cell: CodeCell, lineEnding: string): string {
  const marks = neededMarks(cell.value, "```");
  const content = cell.value === "" ? "" : `${cell.value}\n`;
  return toLines(`${marks}${cell.language}\n${content}${marks}\n`, lineEnding);
}

/** Keeps fence, attributes, prefix and line endings, and each content line that is still there at the start or the end. */
function editedBlock(source: CellSource, block: CellBlock, cell: CodeCell): string {
  const { raw, lineEnding } = source;
  const isFrontMatter = block.marks === "";
  const language =
    cell.language === source.language || isFrontMatter
      ? raw.slice(block.languageStart, block.languageEnd)
      : cell.language;
  let head = raw.slice(0, block.languageStart) + language + raw.slice(block.languageEnd, block.contentStart);
  let tail = raw.slice(block.contentEnd);
  const content =
    cell.value === source.value
      ? raw.slice(block.contentStart, block.contentEnd)
      : editedContent(source, block, cell.value);
  if (content !== "" && !/[\r\n]$/.test(head)) head += lineEnding;
  const marks = isFrontMatter ? "" : neededMarks(cell.value, block.marks, source.value);
  if (marks !== block.marks) {
    const opening = head.lastIndexOf(block.marks, block.languageStart);
    head = head.slice(0, opening) + marks + head.slice(opening + block.marks.length);
    const closing = tail.search(/[`~]{3,}/);
    if (block.closed && closing >= 0) tail = tail.slice(0, closing) + marks + tail.slice(closing).replace(/^[`~]+/, "");
  }
  return head + content + tail;
}

function editedContent(source: CellSource, block: CellBlock, value: string): string {
  const rawLines =
    source.raw.slice(block.contentStart, block.contentEnd).match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
  const oldLines = rawLines.length === 0 ? [] : source.value.split("\n");
  const newLines = value === "" ? [] : withLineFeeds(value).split("\n");
  const most = Math.min(oldLines.length, newLines.length);
  let same = 0;
  while (same < most && oldLines[same] === newLines[same]) same++;
  let sameEnd = 0;
  while (sameEnd < most - same && oldLines.at(-1 - sameEnd) === newLines.at(-1 - sameEnd)) sameEnd++;
  const ending = /(?:\r\n|\n|\r)$/.exec(rawLines[0] ?? "")?.[0] ?? source.lineEnding;
  const written = newLines.slice(same, newLines.length - sameEnd).map((line) => writeLine(line, block.prefix) + ending);
  const kept = rawLines.slice(0, same).map((line) => (/[\r\n]$/.test(line) ? line : line + ending));
  const result = [...kept, ...written, ...rawLines.slice(rawLines.length - sameEnd)].join("");
  // A document that ended without a line ending still does.
  const endsOpen = !block.closed && rawLines.length > 0 && !/[\r\n]$/.test(rawLines.at(-1) ?? "");
  return endsOpen ? result.replace(/(?:\r\n|\n|\r)$/, "") : result;
}

/** A blank line keeps the marks of a block quote, which it would otherwise end, and no spaces. A space behind the mark is the mark's. */
function writeLine(line: string, prefix: string): string {
  if (line === "") return prefix.trimEnd();
  return /^[ \t]/.test(line) && prefix.endsWith(">") ? `${prefix} ${line}` : prefix + line;
}

/** Marks that no line of the content can close. Lines that were there before have not closed the block. */
function neededMarks(content: string, marks: string, before = ""): string {
  const sign = marks.charAt(0);
  let length = marks.length;
  const known = new Set(before.split("\n"));
  for (const line of content.split(/[\r\n]/)) {
    if (known.has(line)) continue;
    const found = /^[ \t]*(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
    if (found?.startsWith(sign)) length = Math.max(length, found.length + 1);
  }
  return sign.repeat(length);
}

function toLines(text: string, lineEnding: string): string {
  return withLineFeeds(text).replaceAll("\n", lineEnding);
}
