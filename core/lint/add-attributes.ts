import { editAttributes, marksOf } from "../runbook/edit-attributes.ts";
import type { Step } from "../runbook/types.ts";
import type { TextEdit } from "./rule.ts";

/** The edit that adds attributes to a fence in the way its others are written; undefined where they cannot be read. */
export function addAttributes(
  text: string,
  { block }: Step,
  added: readonly (readonly [key: string, value: string])[],
): TextEdit | undefined {
  const outcome = editAttributes(text, block.infoSpan, marksOf(text, block), added);
  return outcome.status === "edited" ? outcome.edit : undefined;
}
