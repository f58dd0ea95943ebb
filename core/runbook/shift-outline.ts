import type { Span } from "../text/span.ts";
import type { Fence } from "./fences.ts";
import type { Heading } from "./types.ts";

export function shiftSpan({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

export function shiftHeading(heading: Heading, by: number): Heading {
  return { ...heading, span: shiftSpan(heading.span, by) };
}

export function shiftFence({ span, infoSpan, contentSpan, closed, lines }: Fence, by: number): Fence {
  return {
    span: shiftSpan(span, by),
    infoSpan: shiftSpan(infoSpan, by),
    contentSpan: shiftSpan(contentSpan, by),
    closed,
    lines: lines.map(({ start, end, padding }) => ({ start: start + by, end: end + by, padding })),
  };
}
