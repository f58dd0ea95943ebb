import type { CellBlock } from "../core/runbook/cell-types.ts";
import type { Cell, CellSource } from "../core/runbook/cells.ts";
import { stepKind } from "../core/runbook/step-kinds.ts";

/** A cell as the notebook of the editor has it. */
export interface EditorCell {
  readonly kind: "markup" | "code";
  readonly languageId: string;
  readonly text: string;
  readonly metadata?: unknown;
}

/** The first word of the fence that a cell of an editor's language becomes. */
const FENCES: Readonly<Record<string, string>> = {
  shellscript: "bash",
  "mysql-option-file": "ini",
  "dr-failover": "failover",
  "dr-manual": "manual",
  plaintext: "text",
};

export function toCell({ kind, languageId, text, metadata }: EditorCell): Cell {
  const source = toCellSource(isObject(metadata) ? metadata.source : undefined);
  const kept = source ? { source } : {};
  return kind === "markup"
    ? { kind, value: text, ...kept }
    : { kind, language: toFence(languageId, source), value: text, ...kept };
}

/** The word that stands in the document stays as long as it means what the editor shows. */
function toFence(languageId: string, source: CellSource | undefined): string {
  const fence = FENCES[languageId] ?? languageId;
  const written = source?.language;
  const same =
    written === fence ||
    (written !== undefined && stepKind(written) !== undefined && stepKind(written) === stepKind(fence));
  return same && written !== undefined ? written : fence;
}

/** What the client keeps of a cell's origin; anything else counts as a new cell. */
function toCellSource(value: unknown): CellSource | undefined {
  if (!isObject(value)) return undefined;
  const { raw, kind, value: text, language, order, lineEnding, block } = value;
  if (
    typeof raw !== "string" ||
    typeof text !== "string" ||
    typeof lineEnding !== "string" ||
    typeof order !== "number"
  )
    return undefined;
  if (kind !== "markup" && kind !== "code") return undefined;
  if (block !== undefined && !isBlock(block)) return undefined;
  return {
    ...{ raw, kind, value: text, order, lineEnding },
    ...(typeof language === "string" ? { language } : {}),
    ...(block ? { block } : {}),
  };
}

function isBlock(value: unknown): value is CellBlock {
  if (!isObject(value)) return false;
  const { languageStart, languageEnd, contentStart, contentEnd, prefix, marks, closed } = value;
  const offsets = [languageStart, languageEnd, contentStart, contentEnd];
  return (
    offsets.every(Number.isInteger) &&
    typeof prefix === "string" &&
    typeof marks === "string" &&
    typeof closed === "boolean"
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
