import type { Problem } from "../text/problem.ts";
import type { Span } from "../text/span.ts";
import type { NamedStep } from "./place-section.ts";
import { shiftSpan } from "./shift-outline.ts";
import type { UnnamedStep } from "./step.ts";
import type { Attributes, Block, Located, Step } from "./types.ts";

/** The step `by` units further on, in the document that gives it a name. `references` are placed already. */
export function shiftStep(
  read: UnnamedStep,
  by: number,
  { index, name, heading }: NamedStep,
  references: readonly Problem[],
  placeholders: readonly Problem[],
): Step {
  const place = <T extends { readonly span: Span }>(item: T): T =>
    by === 0 ? item : { ...item, span: shiftSpan(item.span, by) };
  let offsets: readonly number[] | undefined;
  return {
    kind: read.kind,
    index,
    name,
    ...(heading === undefined ? {} : { heading }),
    language: read.language,
    block: shiftBlock(read.block, by),
    attributes: shiftAttributes(read.attributes, place),
    code: read.code,
    // One number for each character of the code: most steps are never asked for them.
    get codeOffsets() {
      offsets ??= by === 0 ? read.codeOffsets : read.codeOffsets.map((offset) => offset + by);
      return offsets;
    },
    expectations: read.expectations.map(place),
    ...(read.until ? { until: place(read.until) } : {}),
    captures: read.captures.map(place),
    variables: read.variables.map(place),
    items: read.items.map(place),
    problems: [...read.problems.map(place), ...references, ...placeholders.map(place)],
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
