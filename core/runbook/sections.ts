import type { Root } from "mdast";

/** What a piece was read to. */
export interface Reading {
  /** The piece. */
  readonly text: string;
  /** Whether a fence or HTML is open at its end. */
  readonly endsOpen: boolean;
}

export interface Section<T extends Reading> {
  readonly start: number;
  readonly reading: T;
}

/** Shorter sections are joined with the next: each parse has a cost of its own. */
const minimumLength = 1500;

/**
 * Reads a document piece by piece, because a Markdown parser takes more than twice the time for twice the text.
 * A heading at the start of a line ends everything that is open except a fence or HTML at the top level. The cuts are
 * guessed by looking at lines; where a piece turns out to end inside a fence or HTML it is read again together
 * with the pieces behind it, of which each attempt takes twice as many.
 *
 * `before` are the sections of another version of the document: where its text goes on as it did there, so do the cuts.
 */
export function cutIntoSections<T extends Reading>(
  text: string,
  start: number,
  read: (chunk: string) => T,
  before: readonly Section<T>[] = [],
): readonly Section<T>[] {
  const sections = leading(text, start, before);
  const rest = trailing(text, before);
  const last = sections.at(-1);
  const begin = last ? last.start + last.reading.text.length : start;
  const cuts = [begin];
  const guesses = guessCuts(text, begin);
  for (let from = 0, taken = 1; ; ) {
    while (cuts.length <= from + taken && cuts.at(-1) !== text.length) cuts.push(guesses.next().value ?? text.length);
    const to = Math.min(from + taken, cuts.length - 1);
    const at = cuts[from] ?? begin;
    const end = cuts[to] ?? text.length;
    const reading = read(text.slice(at, end));
    if (end < text.length && reading.endsOpen) {
      taken *= 2;
      continue;
    }
    sections.push({ start: at, reading });
    const known = rest.get(end);
    if (end === text.length) return sections;
    if (known) return [...sections, ...known()];
    from = to;
    taken = 1;
  }
}

/** The sections that stand where they stood, but for the last of them: what is behind it decides where it ends. */
function leading<T extends Reading>(text: string, start: number, before: readonly Section<T>[]): Section<T>[] {
  let at = start;
  let count = 0;
  for (const { reading } of before.slice(0, -1)) {
    if (!text.startsWith(reading.text, at)) break;
    at += reading.text.length;
    count++;
  }
  return placedFrom(before.slice(0, Math.max(0, count - 1)), start);
}

/** Where the text ends as it did before: for each place at which a section began, the sections from there on. */
function trailing<T extends Reading>(
  text: string,
  before: readonly Section<T>[],
): ReadonlyMap<number, () => readonly Section<T>[]> {
  const found = new Map<number, () => readonly Section<T>[]>();
  let end = text.length;
  for (let index = before.length - 1; index > 0; index--) {
    const part = before[index]?.reading.text ?? "";
    if (!text.endsWith(part, end)) break;
    end -= part.length;
    const start = end;
    found.set(start, () => placedFrom(before.slice(index), start));
  }
  return found;
}

/** A section that is where it was is the same object. */
function placedFrom<T extends Reading>(sections: readonly Section<T>[], start: number): Section<T>[] {
  let at = start;
  return sections.map((section) => {
    const placed = section.start === at ? section : { start: at, reading: section.reading };
    at += section.reading.text.length;
    return placed;
  });
}

/** Offsets at which the text is cut behind `start`, which is a cut itself. The end of the text is the last. */
function* guessCuts(text: string, start: number): Generator<number, undefined> {
  let last = start;
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
    } else if (/^#{1,6}(?:[ \t\r\n]|$)/.test(line) && match.index - last >= minimumLength) {
      last = match.index;
      yield last;
    }
  }
  yield text.length;
  return undefined;
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
