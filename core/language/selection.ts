import type { LintContext } from "../lint/rule.ts";
import type { Analysis } from "./analyse.ts";
import type { SelectionRange } from "./features.ts";
import { optionPlaceAt } from "./option-file/part.ts";
import { selectOption } from "./option-file/selection.ts";

/** What to select step by step around an offset, smallest first. */
export function selectionRange(analysis: Analysis, offset: number, context: LintContext): SelectionRange {
  const place = optionPlaceAt(analysis, offset, context);
  return place ? selectOption(place).map((span) => place.part.place(span)) : [];
}
