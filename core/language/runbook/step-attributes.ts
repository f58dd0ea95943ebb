import { parseInfoString } from "../../runbook/info-string.ts";
import { parseRunbook } from "../../runbook/parse.ts";
import type { Runbook, Step } from "../../runbook/types.ts";
import { spanOf } from "../../text/span.ts";
import { type AttributeFact, attributeFacts } from "./attribute-facts.ts";
import { attributeValues } from "./complete-attributes.ts";
import type { RunbookSurroundings } from "./surroundings.ts";

/** An attribute that a step has, with its value, or could have. */
export interface AttributeChoice extends AttributeFact {
  /** Without quotes; absent where it is not written. */
  readonly written?: string;
}

/** Those that the step has in the order of its text, then the others. Attributes of other tools are left out. */
export function attributeChoices({ text }: Runbook, { block }: Step): readonly AttributeChoice[] {
  const { attributes } = parseInfoString(text, block.infoSpan);
  const written = attributes.flatMap(({ key, value = "true" }): readonly AttributeChoice[] => {
    const fact = attributeFacts.find((each) => each.key === key);
    return fact ? [{ ...fact, written: value }] : [];
  });
  const has = new Set(written.map(({ key }) => key));
  return [...written, ...attributeFacts.filter(({ key }) => !has.has(key))];
}

export interface OfferedValue {
  readonly value: string;
  readonly detail?: string;
}

/** What can be written as the value of an attribute: roles, nodes and inputs, other steps, usual times. */
export function offeredValues(
  runbook: Runbook,
  step: Step,
  key: string,
  around: RunbookSurroundings,
): readonly OfferedValue[] {
  return attributeValues(runbook, step, key, spanOf(0, 0), around)
    .toSorted((a, b) => (a.sortText < b.sortText ? -1 : 1))
    .map(({ newText, detail }) => ({ value: newText, ...(detail === undefined ? {} : { detail }) }));
}

/** What would be wrong with a step in the document as it would be, and is not in the one that is. */
export function newProblems(runbook: Runbook, step: Step, text: string): readonly string[] {
  const known = new Set(runbook.steps[step.index]?.problems.map(({ message }) => message));
  const after = parseRunbook(text).steps[step.index];
  if (!after) return ["The document would no longer read it as a step."];
  return after.problems.map(({ message }) => message).filter((message) => !known.has(message));
}
