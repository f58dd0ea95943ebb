import type { Cell } from "../../core/runbook/cells.ts";
import { stepKind } from "../../core/runbook/step-kinds.ts";
import type { Runbook, Step } from "../../core/runbook/types.ts";
import type { Span } from "../../core/text/span.ts";

/** What executing a cell would mean. */
export type CellMeaning =
  | { readonly kind: "step"; readonly step: Step }
  | { readonly kind: "front-matter" }
  /** Not a step: `because` completes "not executable here: …". */
  | { readonly kind: "text"; readonly because: string };

/** Finds the step that a cell is by its place in the text; a cell that is none or more than one is never guessed at. */
export function meaningOf(cell: Cell, span: Span, runbook: Runbook): CellMeaning {
  if (cell.kind === "markup") return { kind: "text", because: "Markdown is text" };
  const frontMatter = runbook.frontMatter.span;
  if (cell.source?.block?.marks === "" && frontMatter && frontMatter.end <= span.end) return { kind: "front-matter" };
  const kind = stepKind(cell.language.toLowerCase());
  if (!kind) return { kind: "text", because: `a ${cell.language || "plain"} block is text and not a step` };
  const steps = runbook.steps.filter((step) => step.block.span.start >= span.start && step.block.span.start < span.end);
  const [step] = steps;
  if (!step || step.kind !== kind) {
    return {
      kind: "text",
      because: "the document does not read it as a step of its own; look at the fences above it as text",
    };
  }
  if (steps.length > 1) return { kind: "text", because: "it holds more than one block; put each in a cell of its own" };
  return { kind: "step", step };
}
