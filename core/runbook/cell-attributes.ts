import type { Span } from "../text/span.ts";
import { spanOf } from "../text/span.ts";
import type { Cell, CellSource, CodeCell } from "./cell-types.ts";
import type { InfoEdit } from "./edit-attributes.ts";
import { endOfLine } from "./fences.ts";
import { newBlock } from "./from-cells.ts";
import { toCells } from "./to-cells.ts";

/** Where the info string of a cell's fence stands in `raw`, which is that of a new block for a cell that has none yet. */
export interface CellFence {
  readonly source: CellSource;
  readonly span: Span;
  readonly marks: string;
}

/** No cell of a document has a place before the first, nor can one follow it: a new cell keeps its distance from both neighbours. */
const NEW_CELL = -2;

/** `lineEnding`: of the document. Undefined for what has no fence: the front matter. */
export function fenceOf(cell: CodeCell, lineEnding: string): CellFence | undefined {
  const source = cell.source?.kind === "code" && cell.source.block ? cell.source : newSource(cell, lineEnding);
  const { raw, block } = source;
  if (!block || block.marks === "") return undefined;
  const line = raw.slice(block.languageStart, endOfLine(raw, block.languageStart));
  const span = spanOf(block.languageStart, block.languageStart + line.trimEnd().length);
  return { source, span, marks: block.marks };
}

/** The cell with another info string on its fence. Its text, and each other byte that it will be written as, stays. */
export function withFence(
  cell: CodeCell,
  { source }: CellFence,
  edited: Extract<InfoEdit, { status: "edited" }>,
): CodeCell {
  const { block } = source;
  if (!block) return cell;
  const { span, newText } = edited.edit;
  const by = newText.length - (span.end - span.start);
  return {
    ...cell,
    source: {
      ...source,
      raw: source.raw.slice(0, span.start) + newText + source.raw.slice(span.end),
      block: { ...block, contentStart: block.contentStart + by, contentEnd: block.contentEnd + by },
    },
  };
}

/** The cell of a step that is added to a document, written as `text`, whose line endings become the document's. */
export function newStepCell(text: string, lineEnding: string): Cell | undefined {
  const [cell] = toCells(text.replaceAll("\n", lineEnding));
  return cell?.source && { ...cell, source: { ...cell.source, order: NEW_CELL } };
}

function newSource(cell: CodeCell, lineEnding: string): CellSource {
  const raw = newBlock(cell, lineEnding);
  const marks = /^`+/.exec(raw)?.[0] ?? "```";
  const contentStart = raw.indexOf(lineEnding) + lineEnding.length;
  const contentEnd = raw.length - marks.length - lineEnding.length;
  return {
    raw,
    kind: "code",
    value: cell.value,
    language: cell.language,
    order: NEW_CELL,
    lineEnding,
    block: {
      languageStart: marks.length,
      languageEnd: marks.length + cell.language.length,
      contentStart,
      contentEnd: Math.max(contentStart, contentEnd),
      prefix: "",
      marks,
      closed: true,
    },
  };
}
