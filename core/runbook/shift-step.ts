import type { Span } from "../text/span.ts";
import { shiftSpan } from "./shift-outline.ts";
import type { UnnamedStep } from "./step.ts";
import type { Attributes, Block, Located } from "./types.ts";

/** The same step `by` units further on in the document. */
export function shiftStep(step: UnnamedStep, by: number): UnnamedStep {
  if (by === 0) return step;
  const place = <T extends { readonly span: Span }>(item: T): T => ({ ...item, span: shiftSpan(item.span, by) });
  return {
    ...step,
    block: shiftBlock(step.block, by),
    attributes: shiftAttributes(step.attributes, place),
    codeOffsets: step.codeOffsets.map((offset) => offset + by),
    expectations: step.expectations.map(place),
    ...(step.until ? { until: place(step.until) } : {}),
    captures: step.captures.map(place),
    variables: step.variables.map(place),
    items: step.items.map(place),
    problems: step.problems.map(place),
  };
}

function shiftBlock(block: Block, by: number): Block {
  return {
    ...block,
    span: shiftSpan(block.span, by),
    infoSpan: shiftSpan(block.infoSpan, by),
    languageSpan: shiftSpan(block.languageSpan, by),
    ...(block.attributesSpan ? { attributesSpan: shiftSpan(block.attributesSpan, by) } : {}),
    contentSpan: shiftSpan(block.contentSpan, by),
  };
}

function shiftAttributes(attributes: Attributes, place: <T extends { readonly span: Span }>(item: T) => T): Attributes {
  const shifted: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(attributes)) {
    shifted[key] = Array.isArray(value) ? value.map(place) : place(value as Located<unknown>);
  }
  return shifted as unknown as Attributes;
}
