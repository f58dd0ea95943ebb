import { lintInventory } from "../lint/lint-inventory.ts";
import { lintFragments, lintOptionFile } from "../lint/lint-option-file.ts";
import type { Finding, LintContext } from "../lint/rule.ts";
import type { Analysis } from "./analyse.ts";

/** All findings of a document, in the order of the text. */
export function diagnose(analysis: Analysis, context: LintContext): readonly Finding[] {
  switch (analysis.kind) {
    case "runbook":
      return lintFragments(analysis.runbook, context);
    case "option-file":
      return lintOptionFile(analysis.file, context);
    case "inventory":
      return lintInventory(analysis.inventory);
    default:
      return [];
  }
}
