import type { Root } from "mdast";

export interface Section<T> {
  readonly start: number;
  readonly reading: T;
}

/** What a piece was read to, and whether a fence or HTML is open at its end. */
export interface Reading {
  readonly endsOpen: boolean;
}

/** Shorter sections are joined with the next: each parse has a cost of its own. */
const minimumLength = 1500;

/**
 * Reads a document piece by piece, because a Markdown parser takes more than twice the time for twice the text.
 * A heading at the start of a line ends everything that is open except a fence or HTML at the top level. The cuts are
 * guessed by looking at lines; where a piece turns out to end inside a fence or HTML it is read again together
 * with the pieces behind it, of which each attempt takes twice as many.
 */
export function* cutIntoSections<T extends Reading>(
  text: string,
  start: number,
  read: (chunk: string) => T,
): Generator<Section<T>> {
  const cuts = guessCuts(text, start);
  let from = 0;
  for (let taken = 1; from < cuts.length - 1; ) {
    const to = Math.min(from + taken, cuts.length - 1);
    const begin = cuts[from] ?? start;
    const chunk = text.slice(begin, cuts[to]);
    const reading = read(chunk);
    if (to < cuts.length - 1 && reading.endsOpen) {
      taken *= 2;
      continue;
    }
    yield { start: begin, reading };
    from = to;
    taken = 1;
  }
}

/** Offsets of the pieces, the start and the end of the text included. */
function guessCuts(text: string, start: number): readonly number[] {
  const cuts = [start];
  let fence = "";
  const lines = /[^\r\n]*(?:\r\n|\n|\r|$)/g;
  lines.lastIndex = start;
  for (let match = lines.exec(text); match?.[0]; match = lines.exec(text)) {
    const line = match[0];
    const marks = /^ {0,3}(`{3,}|~{3,})([^\r\n]*)/.exec(line);
    if (fence) {
      if (marks?.[1]?.startsWith(fence) && marks[2]?.trim() === "") fence = "";
    } else if (marks?.[1] && !(marks[1].startsWith("`") && marks[2]?.includes("`"))) {
      fence = marks[1];
    } else if (/^#{1,6}(?:[ \t\r\n]|$)/.test(line) && match.index - (cuts.at(-1) ?? 0) >= minimumLength) {
      cuts.push(match.index);
    }
  }
  cuts.push(text.length);
  return cuts;
}

export function endsOpen(root: Root, chunk: string): boolean {
  const last = root.children.at(-1);
  if (last?.type === "code") {
    const tokens = (last.data as { tokens?: { fences: readonly unknown[] } } | undefined)?.tokens;
    return tokens?.fences.length === 1;
  }
  return last?.type === "html" && htmlGoesOn(last.value, chunk.slice(last.position?.end.offset ?? 0));
}

const htmlEnds: readonly (readonly [RegExp, RegExp])[] = [
  [/^<(?:script|pre|style|textarea)\b/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^<!--/, /-->/],
  [/^<\?/, /\?>/],
  [/^<!\[CDATA\[/, /\]\]>/],
  [/^<!/, />/],
];

/** Raw HTML ends at its end mark or, where it has none, at a blank line. */
function htmlGoesOn(value: string, rest: string): boolean {
  const html = value.trimStart();
  for (const [begin, end] of htmlEnds) if (begin.test(html)) return !end.test(html);
  return !/\n[ \t]*\n/.test(rest.replace(/\r\n?/g, "\n"));
}
