import { commonEnds } from "./common-ends.ts";
import type { Span } from "./span.ts";

/** A position as the Language Server Protocol counts: 0-based line, 0-based UTF-16 character. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Places behind a line ending of which the last unit stands from `from` to before `to`. */
function startsIn(text: string, from: number, to: number): number[] {
  const starts: number[] = [];
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 13 && text.charCodeAt(i + 1) === 10) continue;
    if (unit === 10 || unit === 13) starts.push(i + 1);
  }
  return starts;
}

function startsAfter(before: Uint32Array, textBefore: string, text: string): Uint32Array {
  const common = commonEnds(textBefore, text);
  // A line start is told by the unit before it and the one at it.
  const from = Math.max(0, common.start - 1);
  const to = text.length - common.end;
  const by = text.length - textBefore.length;
  const kept = countUpTo(before, from);
  const behind = countUpTo(before, to - by);
  const between = startsIn(text, from, to);
  const starts = new Uint32Array(kept + between.length + before.length - behind);
  starts.set(before.subarray(0, kept));
  starts.set(between, kept);
  for (let at = kept + between.length, index = behind; at < starts.length; at++, index++)
    starts[at] = (before[index] ?? 0) + by;
  return starts;
}

/** How many of ascending numbers are at most `limit`. */
function countUpTo(numbers: Uint32Array, limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Converts between offsets and positions of one text. Lines end at LF, CRLF or CR, as in the Language Server Protocol. */
export class LineMap {
  readonly #text: string;
  readonly #starts: Uint32Array;
  readonly #length: number;

  /** `earlier` is of another version of the text: only what differs is looked at. */
  constructor(text: string, earlier?: LineMap) {
    this.#text = text;
    this.#length = text.length;
    this.#starts = earlier
      ? startsAfter(earlier.#starts, earlier.#text, text)
      : new Uint32Array([0, ...startsIn(text, 0, text.length)]);
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  positionAt(offset: number): Position {
    const clamped = Math.max(0, Math.min(offset, this.#length));
    const line = countUpTo(this.#starts, clamped) - 1;
    return { line, character: clamped - (this.#starts[line] ?? 0) };
  }

  offsetAt(position: Position): number {
    const start = this.#starts[position.line];
    if (start === undefined) return position.line < 0 ? 0 : this.#length;
    const next = this.#starts[position.line + 1] ?? this.#length;
    return Math.max(start, Math.min(start + position.character, next));
  }

  rangeOf(span: Span): Range {
    return { start: this.positionAt(span.start), end: this.positionAt(span.end) };
  }
}
