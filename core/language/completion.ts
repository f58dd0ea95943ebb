import type { Inventory } from "../cluster/inventory-types.ts";
import type { LintContext } from "../lint/rule.ts";
import type { Analysis } from "./analyse.ts";
import type { CompletionItem } from "./features.ts";
import { completeInventory } from "./inventory/completion.ts";
import { completeOption, documentSetting } from "./option-file/completion.ts";
import { optionParts, optionPlaceAt } from "./option-file/part.ts";
import { completeRunbook } from "./runbook/completion.ts";

/** What can be written at an offset of a document. */
export function complete(
  analysis: Analysis,
  offset: number,
  context: LintContext,
  inventory?: Inventory,
): readonly CompletionItem[] {
  const place = optionPlaceAt(analysis, offset, context);
  if (place) return completeOption(place).map((item) => ({ ...item, span: place.part.place(item.span) }));
  switch (analysis.kind) {
    case "runbook":
      return completeRunbook(analysis.runbook, offset, { context, ...(inventory ? { inventory } : {}) });
    case "inventory":
      return completeInventory(analysis.text, offset);
    default:
      return [];
  }
}

/** Markdown on what an item is about; asked for when the item is looked at. */
export function documentationOf(about: string, analysis: Analysis, context: LintContext): string | undefined {
  const [part] = optionParts(analysis, context);
  return part && documentSetting(about, part.targets);
}
