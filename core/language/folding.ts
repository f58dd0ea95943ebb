import type { Analysis } from "./analyse.ts";
import type { FoldingRange } from "./features.ts";
import { foldOptions } from "./option-file/folding.ts";
import { foldInventory, foldRunbook } from "./runbook/folding.ts";

/** What of a document can be folded. */
export function foldingRanges(analysis: Analysis): readonly FoldingRange[] {
  switch (analysis.kind) {
    case "option-file":
      return foldOptions(analysis.file);
    case "runbook":
      return foldRunbook(analysis.runbook);
    case "inventory":
      return foldInventory(analysis.inventory);
    default:
      return [];
  }
}
