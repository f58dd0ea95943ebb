import { lintRunbook } from "../lint/lint.ts";
import { lintInventory } from "../lint/lint-inventory.ts";
import { lintFragments, lintOptionFile } from "../lint/lint-option-file.ts";
import type { Finding, LintContext } from "../lint/rule.ts";
import type { Analysis } from "./analyse.ts";

/** All findings of a document, in the order of the text. */
export function diagnose(analysis: Analysis, context: LintContext): readonly Finding[] {
  switch (analysis.kind) {
    case "runbook":
      return [...lintRunbook(analysis.runbook, context), ...lintFragments(analysis.runbook, context)].sort(
        (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
      );
    case "option-file":
      return lintOptionFile(analysis.file, context);
    case "inventory":
      return lintInventory(analysis.inventory);
    default:
      return [];
  }
}
