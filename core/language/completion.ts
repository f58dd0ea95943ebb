import type { LintContext } from "../lint/rule.ts";
import type { Analysis } from "./analyse.ts";
import type { CompletionItem } from "./features.ts";
import { completeOption } from "./option-file/completion.ts";
import { optionPlaceAt } from "./option-file/part.ts";

/** What can be written at an offset of a document. */
export function complete(analysis: Analysis, offset: number, context: LintContext): readonly CompletionItem[] {
  const place = optionPlaceAt(analysis, offset, context);
  if (!place) return [];
  return completeOption(place).map((item) => ({ ...item, span: place.part.place(item.span) }));
}
