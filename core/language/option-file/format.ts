import type { TextEdit } from "../../lint/rule.ts";
import type { Line, OptionFile, Setting } from "../../option-file/types.ts";
import { spanOf } from "../../text/span.ts";

/**
 * The edits that tidy a file: one space around `=`, no space at the ends of lines, one blank line before a group and never
 * two together. Order, comments and what the servers read stay as they are. None for a file whose lines end in CR alone, or
 * with a byte order mark inside, which could become the first character.
 */
export function formatOptions(file: OptionFile): readonly TextEdit[] {
  if (file.problems.some(({ code }) => code === "cr-line-endings") || file.text.includes("\ufeff", 1)) return [];
  const { text, lines } = file;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const wantsBlank = linesWithBlankBefore(lines);
  const edits: TextEdit[] = [];
  let isAfterBlank = true;
  lines.forEach((line, index) => {
    const old = text.slice(line.span.start, line.span.end);
    let formatted: string;
    if (line.kind === "blank") {
      const isLast = lines.slice(index).every((rest) => rest.kind === "blank");
      formatted = isAfterBlank || isLast ? markOf(line, old) : markOf(line, old) + ending(old, eol);
      isAfterBlank = true;
    } else {
      formatted = tidy(line, old) + ending(old, eol);
      if (!isAfterBlank && wantsBlank.has(index)) formatted = eol + formatted;
      isAfterBlank = false;
    }
    if (formatted !== old) edits.push({ span: spanOf(line.span.start, line.span.end), newText: formatted });
  });
  return edits;
}

/** Groups, or the comments that stand right above them. */
function linesWithBlankBefore(lines: readonly Line[]): ReadonlySet<number> {
  const found = new Set<number>();
  lines.forEach((line, index) => {
    if (line.kind !== "group") return;
    let at = index;
    while (at > 0 && lines[at - 1]?.kind === "comment") at--;
    if (at > 0) found.add(at);
  });
  return found;
}

/** The file's byte order mark on its first line; further in it belongs to a name. */
function markOf({ span }: Line, text: string): string {
  return span.start === 0 && text.startsWith("\ufeff") ? "\ufeff" : "";
}

/** The line's own ending; the last line gets one when it has none. */
function ending(line: string, eol: string): string {
  return /\r?\n$/.exec(line)?.[0] ?? eol;
}

function tidy(line: Line, old: string): string {
  const mark = markOf(line, old);
  const content = trim(old.slice(mark.length));
  if (line.kind === "setting") return mark + tidySetting(line, old);
  // The indentation of a comment may be meant.
  return line.kind === "comment" ? mark + trimEnd(old.slice(mark.length)) : mark + content;
}

function tidySetting({ name, value, span }: Setting, old: string): string {
  const at = (offset: number): number => offset - span.start;
  const written = value ? old.slice(at(value.span.start), at(value.span.end)) : "";
  const comment = trim(old.slice(at(value ? value.span.end : name.span.end)).replace(/^[^#]*/, ""));
  const head = value ? `${name.value} =${written === "" ? "" : ` ${written}`}` : name.value;
  return comment === "" ? head : `${head} ${comment}`;
}

/** ASCII white space only: a non-breaking space belongs to a name or value. */
function trim(text: string): string {
  return trimEnd(text).replace(/^[ \t\n\v\f\r]+/, "");
}

function trimEnd(text: string): string {
  return text.replace(/[ \t\n\v\f\r]+$/, "");
}
