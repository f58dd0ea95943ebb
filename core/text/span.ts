/** A half-open range of UTF-16 code units in the text of a document: `start` is the first unit, `end` the one after the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function spanOf(start: number, end: number): Span {
  return { start, end };
}

export function spanText(text: string, span: Span): string {
  return text.slice(span.start, span.end);
}
