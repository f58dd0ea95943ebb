import type { LintContext } from "../lint/rule.ts";
import type { Analysis } from "./analyse.ts";
import type { Hover } from "./features.ts";
import { hoverInventory } from "./inventory/hover.ts";
import { hoverOption } from "./option-file/hover.ts";
import { optionPlaceAt } from "./option-file/part.ts";
import { hoverRunbook } from "./runbook/hover.ts";

/** What there is to say about the thing at an offset of a document. */
export function hover(analysis: Analysis, offset: number, context: LintContext): Hover | undefined {
  const place = optionPlaceAt(analysis, offset, context);
  const found = place && hoverOption(place);
  if (found) return { ...found, span: place.part.place(found.span) };
  switch (analysis.kind) {
    case "runbook":
      return hoverRunbook(analysis.runbook, offset, { context });
    case "inventory":
      return hoverInventory(analysis.inventory, analysis.text, offset);
    default:
      return undefined;
  }
}
