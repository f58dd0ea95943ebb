import type { Analysis } from "./analyse.ts";
import type { FoldingRange } from "./features.ts";
import { foldOptions } from "./option-file/folding.ts";

/** What of a document can be folded. Markdown's own support folds the fences of runbooks. */
export function foldingRanges(analysis: Analysis): readonly FoldingRange[] {
  return analysis.kind === "option-file" ? foldOptions(analysis.file) : [];
}
