import type { LintContext } from "../lint/rule.ts";
import type { Analysis } from "./analyse.ts";
import type { SelectionRange } from "./features.ts";
import { selectInventory } from "./inventory/selection.ts";
import { optionPlaceAt } from "./option-file/part.ts";
import { selectOption } from "./option-file/selection.ts";
import { selectRunbook } from "./runbook/selection.ts";

/** What to select step by step around an offset, smallest first. */
export function selectionRange(analysis: Analysis, offset: number, context: LintContext): SelectionRange {
  const place = optionPlaceAt(analysis, offset, context);
  const inOptions = place ? selectOption(place).map((span) => place.part.place(span)) : [];
  if (analysis.kind === "inventory") return selectInventory(analysis.text, offset);
  if (analysis.kind !== "runbook") return inOptions;
  const outermost = inOptions.at(-1);
  const around = selectRunbook(analysis.runbook, offset);
  return outermost
    ? [...inOptions, ...around.filter(({ start, end }) => start < outermost.start && end > outermost.end)]
    : around;
}
