import type { CodeLine } from "./code.ts";
import type { Fence } from "./fences.ts";

/** The content of a fence, line by line, as a reader of the rendered document sees it. */
export function contentLines(text: string, fence: Fence): readonly CodeLine[] {
  return fence.lines.map(({ start, end, padding }) => ({
    text: " ".repeat(padding) + text.slice(start, end),
    start,
    padding,
  }));
}
