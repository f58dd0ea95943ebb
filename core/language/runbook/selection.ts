import { splitStatements } from "../../mysql/sql/statements.ts";
import { spanInDocument } from "../../runbook/step.ts";
import type { Runbook } from "../../runbook/types.ts";
import { type Span, spanOf } from "../../text/span.ts";
import type { SelectionRange } from "../features.ts";
import { placeAt, stepAt } from "./place.ts";
import { wordAt } from "./words.ts";

/** Word, line or statement, block content, block, section, document. */
export function selectRunbook(runbook: Runbook, offset: number): SelectionRange {
  const { text } = runbook;
  const spans: Span[] = [];
  const word = wordAt(text, offset, /[\w-]/);
  if (word) spans.push(word.span);
  const step = stepAt(runbook, offset);
  const place = placeAt(runbook, offset);
  if (place.kind === "attributes") spans.push(...attributeSpans(text, offset, place.step?.block.attributesSpan));
  if (place.kind === "front-matter")
    spans.push(place.body, ...(runbook.frontMatter.span ? [runbook.frontMatter.span] : []));
  if (place.kind === "code") {
    const statement =
      place.step.kind === "sql"
        ? splitStatements(place.step.code).statements.find(
            ({ span }) => span.start <= place.offset && place.offset <= span.end,
          )
        : undefined;
    spans.push(lineSpan(text, offset));
    if (statement) spans.push(spanInDocument(place.step.codeOffsets, statement.span));
    spans.push(place.step.block.contentSpan);
  }
  if (step) spans.push(step.block.span);
  for (const heading of runbook.headings.filter(({ span }) => span.start <= offset).toReversed()) {
    const next = runbook.headings.find(({ span, depth }) => span.start > heading.span.start && depth <= heading.depth);
    const end = next?.span.start ?? text.length;
    if (offset < end) spans.push(spanOf(heading.span.start, end));
  }
  return nested([...spans, spanOf(0, text.length)]);
}

/** Each span that lies around the one before. */
function nested(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.end - a.start - (b.end - b.start))) {
    const last = result.at(-1);
    const isSame = last?.start === span.start && last.end === span.end;
    if (!last || (!isSame && span.start <= last.start && span.end >= last.end)) result.push(span);
  }
  return result;
}

function attributeSpans(text: string, offset: number, all: Span | undefined): readonly Span[] {
  const start = text.slice(0, offset).search(/[^\s{,]*$/);
  const length = /^[^\s},]*/.exec(text.slice(offset, offset + 500))?.[0].length ?? 0;
  return [spanOf(start, offset + length), ...(all ? [all] : [])];
}

function lineSpan(text: string, offset: number): Span {
  const start = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  const length = /^[^\r\n]*/.exec(text.slice(start))?.[0].length ?? 0;
  return spanOf(start, start + length);
}
