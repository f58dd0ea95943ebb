import type { Hover } from "../features.ts";
import { wordAt } from "../runbook/words.ts";
import { yamlPlaceAt } from "../yaml-place.ts";
import { keysAt } from "./completion.ts";

/** What a key of `clusters.yaml` means. */
export function hoverInventory(text: string, offset: number): Hover | undefined {
  const word = wordAt(text, offset, /[\w-]/);
  if (!word || text[word.span.end] !== ":") return undefined;
  const place = yamlPlaceAt(text, word.span.end);
  const keys = place?.part === "key" ? keysAt(place.path) : undefined;
  const fact = keys && Object.hasOwn(keys, word.text) ? keys[word.text] : undefined;
  return fact && { markdown: `**${word.text}**: ${fact.meaning}`, span: word.span };
}
