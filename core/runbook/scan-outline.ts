import { type ChunkOutline, endOfLine, type Fence, type FenceLine, parseOutline, skipLineEnding } from "./fences.ts";
import { shiftFence, shiftHeading } from "./shift-outline.ts";
import type { Heading } from "./types.ts";

/** Lines that may be, or hold, a fence or a heading, or that may not end where a heading or fence begins. */
const needsParser = /`{3}|~{3}|^[ \t>*+\-\d.)]*(?:[#=<]|-[ \t]*$)|^\ufeff/m;
/** A heading whose text is what is written: nothing in it can be markup. */
const plainHeading = /^(#{1,6})[ \t]+([^\s!&*<>[\]\\_`#\0](?:[^\r\n!&*<>[\]\\_`#\0]*[^\s!&*<>[\]\\_`#\0])?)$/;
const anyHeading = /^#{1,6}(?:[ \t]|$)/;
const opening = /^(?:(`{3,})[^`]*|(~{3,}).*)$/s;

/**
 * What `parseOutline` finds, at a fraction of its cost. A heading or a fence without indentation ends every list, block
 * quote and paragraph, so these are read here and the parser gets what is between them, where that can hold something.
 */
export function scanOutline(chunk: string): ChunkOutline {
  return new Scanner(chunk).scan() ?? parseOutline(chunk);
}

class Scanner {
  readonly #chunk: string;
  readonly #headings: Heading[] = [];
  readonly #fences: Fence[] = [];

  constructor(chunk: string) {
    this.#chunk = chunk;
  }

  /** `undefined`: only the whole can be read. */
  scan(): ChunkOutline | undefined {
    const chunk = this.#chunk;
    let between = 0;
    for (let at = 0; at < chunk.length; ) {
      const first = chunk[at];
      const end = endOfLine(chunk, at);
      let next = skipLineEnding(chunk, end);
      if (first === "#" || first === "`" || first === "~") {
        const line = chunk.slice(at, end);
        if (first === "#" && anyHeading.test(line)) {
          if (!this.#parse(between, at) || !this.#readHeading(line, at)) return undefined;
          between = next;
        } else {
          const marks = opening.exec(line);
          if (marks) {
            if (!this.#parse(between, at)) return undefined;
            const fence = readFence(chunk, at, end, marks[1] ?? marks[2] ?? "");
            if (!fence) return undefined;
            this.#fences.push(fence);
            next = skipLineEnding(chunk, fence.span.end);
            between = next;
          }
        }
      }
      at = next;
    }
    if (!this.#parse(between, chunk.length)) return undefined;
    return { text: chunk, headings: this.#headings, fences: this.#fences, endsOpen: false };
  }

  /** Whether nothing is open at the end of the part that would take in what is behind it. */
  #parse(start: number, end: number): boolean {
    const part = this.#chunk.slice(start, end);
    if (!needsParser.test(part)) return true;
    if (part.startsWith("\ufeff")) return false;
    const isLast = end === this.#chunk.length;
    // A list ends otherwise before a heading than at the end of a text.
    const { headings, fences, endsOpen } = parseOutline(isLast ? part : `${part}#`);
    if (endsOpen || (!isLast && headings.at(-1)?.span.start !== part.length)) return false;
    for (const { depth, text, span } of isLast ? headings : headings.slice(0, -1)) {
      // A reference to a link is text or not by what is defined elsewhere.
      if (part.slice(span.start, span.end).includes("[")) return false;
      this.#headings.push(shiftHeading({ depth, text, span }, start));
    }
    for (const fence of fences) this.#fences.push(shiftFence(fence, start));
    return true;
  }

  #readHeading(line: string, at: number): boolean {
    const plain = plainHeading.exec(line);
    const span = { start: at, end: at + line.length };
    if (plain) this.#headings.push({ depth: plain[1]?.length as Heading["depth"], text: plain[2] ?? "", span });
    else if (line.includes("[")) return false;
    else this.#headings.push(...parseOutline(line).headings.map((heading) => shiftHeading(heading, at)));
    return true;
  }
}

/** A fence that begins at `at`, or nothing where it is never closed. */
function readFence(chunk: string, at: number, openingEnd: number, marks: string): Fence | undefined {
  const closing = new RegExp(`^ {0,3}${marks}${marks.charAt(0)}*[ \\t]*$`);
  const contentStart = skipLineEnding(chunk, openingEnd);
  const lines: FenceLine[] = [];
  for (let start = contentStart; start < chunk.length; ) {
    const end = endOfLine(chunk, start);
    const code = chunk.charCodeAt(start);
    if ((code === 32 || code === marks.charCodeAt(0)) && closing.test(chunk.slice(start, end))) {
      const written = chunk.slice(at + marks.length, openingEnd);
      const infoStart = openingEnd - written.replace(/^[ \t]+/, "").length;
      return {
        span: { start: at, end },
        infoSpan: { start: infoStart, end: infoStart + chunk.slice(infoStart, openingEnd).trimEnd().length },
        contentSpan: { start: contentStart, end: start },
        closed: true,
        lines,
      };
    }
    lines.push({ start, end, padding: 0 });
    start = skipLineEnding(chunk, end);
  }
  return undefined;
}
