import { endOfLine, startOfLine } from "../../runbook/fences.ts";
import { findFrontMatter } from "../../runbook/front-matter.ts";
import type { Block, Runbook, Step } from "../../runbook/types.ts";
import { type Span, spanOf } from "../../text/span.ts";

/** What stands at an offset of a runbook. Spans are in the document. */
export type Place =
  | { readonly kind: "front-matter"; readonly body: Span }
  /** The first word of a fence that opens a block; it may be empty. */
  | { readonly kind: "language"; readonly span: Span }
  /** Between the braces of a fence; `start` is behind the opening one. */
  | { readonly kind: "attributes"; readonly start: number; readonly step?: Step }
  /** `offset` counts in `step.code`. */
  | { readonly kind: "code"; readonly step: Step; readonly offset: number }
  | { readonly kind: "text" };

export function placeAt(runbook: Runbook, offset: number): Place {
  const { text } = runbook;
  const body = findFrontMatter(text)?.body;
  if (body && offset >= body.start && offset <= body.end) return { kind: "front-matter", body };
  const step = stepAt(runbook, offset);
  const lineStart = startOfLine(text, offset);
  if (step && lineStart > step.block.span.start) {
    const at = codeOffsetAt(text, step, offset);
    return at === undefined || lineStart >= step.block.contentSpan.end
      ? { kind: "text" }
      : { kind: "code", step, offset: at };
  }
  return fencePlace(runbook, offset, lineStart, step);
}

export function stepAt({ steps }: Runbook, offset: number): Step | undefined {
  const step = steps[countBefore(steps, (each) => each.block.span.start <= offset) - 1];
  return step && offset <= step.block.span.end ? step : undefined;
}

/** The marks of its opening fence. */
export function marksOf(text: string, { span }: Block): string {
  return /^(?:`+|~+)/.exec(text.slice(span.start, span.end))?.[0] ?? "```";
}

/** How many items from the first on fulfil a condition that holds up to some item and for none behind. */
function countBefore<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where an offset of the document is in the code; undefined in what is not run, such as the output of a session. */
export function codeOffsetAt(text: string, { codeOffsets }: Step, offset: number): number | undefined {
  const index = countBefore(codeOffsets, (each) => each < offset);
  const at = codeOffsets[index];
  if (at === undefined) return undefined;
  return at === offset || /^[ \t>]*$/.test(text.slice(offset, at)) ? index : undefined;
}

function fencePlace(runbook: Runbook, offset: number, lineStart: number, step: Step | undefined): Place {
  const { text } = runbook;
  const line = text.slice(lineStart, endOfLine(text, lineStart));
  const match = /^\ufeff?(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*(`{3,}|~{3,})([ \t]*)([^\s{`]*)/.exec(line);
  if (!match || (!step && !opens(runbook, lineStart))) return { kind: "text" };
  const language = spanOf(lineStart + match[0].length - (match[3]?.length ?? 0), lineStart + match[0].length);
  if (offset >= language.start && offset <= language.end) return { kind: "language", span: language };
  const brace = text.indexOf("{", language.end);
  if (brace < 0 || brace >= offset || brace > lineStart + line.length) return { kind: "text" };
  const end = step?.block.attributesSpan?.end;
  if (end !== undefined && offset >= end && text[end - 1] === "}") return { kind: "text" };
  return { kind: "attributes", start: brace + 1, ...(step ? { step } : {}) };
}

/** Whether the fence of a line that belongs to no step opens a block: the fences since the last step are counted. */
function opens({ steps, text }: Runbook, lineStart: number): boolean {
  const before = steps[countBefore(steps, (step) => step.block.span.end < lineStart) - 1];
  let open = "";
  for (const match of text
    .slice(before?.block.span.end ?? 0, lineStart)
    .matchAll(/^[ \t>]*(`{3,}|~{3,})([^\r\n]*)/gm)) {
    const [, marks = "", rest = ""] = match;
    if (open === "") open = marks;
    else if (marks.startsWith(open) && rest.trim() === "") open = "";
  }
  return open === "";
}
