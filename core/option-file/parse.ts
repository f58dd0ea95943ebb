import type { Problem } from "../text/problem.ts";
import { type Span, spanOf } from "../text/span.ts";
import type { ParseProblemCode } from "./problems.ts";
import { commentStart, isSpace, readValue, skipSpace, trimEnd } from "./scan.ts";
import type { Group, Include, Line, OptionFile, Setting } from "./types.ts";

const LF = "\n";
const BYTE_ORDER_MARK = 0xfeff;

/**
 * Parses an option file as mysqld and mariadbd read it. Never throws. Only LF ends a line, as for the servers.
 * The span of a value is the text as written, quotes included; its `value` is what the server reads.
 */
export function parseOptionFile(text: string): OptionFile {
  const lines: Line[] = [];
  const problems: Problem[] = [];
  const report = (code: ParseProblemCode, message: string, span: Span): void =>
    void problems.push({ code, message, span });
  let group: Group | undefined;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf(LF, start);
    const next = newline < 0 ? text.length : newline + 1;
    const line = parseLine(text, spanOf(start, next), group, report);
    if (line.kind === "group") group = line;
    lines.push(line);
    start = next;
  }
  reportLoneReturn(text, report);
  return { text, lines, problems };
}

type Reporter = (code: ParseProblemCode, message: string, span: Span) => void;

function parseLine(text: string, span: Span, group: Group | undefined, report: Reporter): Line {
  let from = span.start;
  if (from === 0 && text.charCodeAt(0) === BYTE_ORDER_MARK) {
    report(
      "byte-order-mark",
      "The file begins with a byte order mark, and the server refuses to start. Save it as UTF-8 without one.",
      spanOf(0, 1),
    );
    from = 1;
  }
  const end = trimEnd(text, from, span.end);
  const start = skipSpace(text, from, end);
  if (start === end) return { kind: "blank", span };
  switch (text[start]) {
    case "#":
    case ";":
      return { kind: "comment", span };
    case "!":
      return parseDirective(text, spanOf(start, end), span, report);
    case "[":
      return parseGroup(text, spanOf(start, end), span, report);
    default:
      return parseSetting(text, spanOf(start, end), span, group, report);
  }
}

/** What follows the `]` is not looked at; space before the name makes it another group, space after it does not. */
function parseGroup(text: string, inner: Span, span: Span, report: Reporter): Group {
  const nameStart = inner.start + 1;
  const bracket = text.indexOf("]", nameStart);
  const closed = bracket >= 0 && bracket < inner.end;
  if (!closed) report("group-not-closed", 'The group has no "]", and the server refuses to start. Close it.', inner);
  const nameEnd = trimEnd(text, nameStart, closed ? bracket : inner.end);
  return { kind: "group", name: { value: text.slice(nameStart, nameEnd), span: spanOf(nameStart, nameEnd) }, span };
}

/** The path is everything to the end of the line: quotes and `#` belong to it (9.7 alone takes `#` for a comment). */
function parseDirective(
  text: string,
  inner: Span,
  span: Span,
  report: Reporter,
): Include | { readonly kind: "comment"; readonly span: Span } {
  const wordStart = skipSpace(text, inner.start + 1, inner.end);
  let wordEnd = wordStart;
  while (wordEnd < inner.end && !isSpace(text.charCodeAt(wordEnd))) wordEnd++;
  const word = text.slice(wordStart, wordEnd);
  if (word !== "include" && word !== "includedir") {
    report(
      "unknown-directive",
      `The servers skip "!${word}" without a word. Write "!include FILE" or "!includedir FOLDER".`,
      inner,
    );
    return { kind: "comment", span };
  }
  const pathStart = skipSpace(text, wordEnd, inner.end);
  if (pathStart === inner.end)
    report("include-without-path", `"!${word}" names nothing, and the server refuses to start. Add a path.`, inner);
  return { kind: word, path: { value: text.slice(pathStart, inner.end), span: spanOf(pathStart, inner.end) }, span };
}

function parseSetting(text: string, inner: Span, span: Span, group: Group | undefined, report: Reporter): Setting {
  const end = trimEnd(text, inner.start, commentStart(text, inner.start, inner.end));
  const sign = text.indexOf("=", inner.start);
  const hasValue = sign >= 0 && sign < end;
  const nameEnd = hasValue ? trimEnd(text, inner.start, sign) : end;
  const name = text.slice(inner.start, nameEnd);
  const valueStart = hasValue ? skipSpace(text, sign + 1, end) : end;
  if (!group) {
    report(
      "option-before-group",
      "The setting stands before any group, and the server refuses to start. Put [mysqld] above it.",
      spanOf(inner.start, end),
    );
  }
  return {
    kind: "setting",
    name: { value: name, span: spanOf(inner.start, nameEnd) },
    key: settingKey(name),
    ...(hasValue ? { value: { value: readValue(text.slice(valueStart, end)), span: spanOf(valueStart, end) } } : {}),
    ...(group ? { group } : {}),
    span,
  };
}

/** Names are the same whether written with `-` or `_`. */
export function settingKey(name: string): string {
  return name.toLowerCase().replaceAll("-", "_");
}

/** A file that ends its lines with CR alone is one long line: the servers read next to nothing of it, and say nothing. */
function reportLoneReturn(text: string, report: Reporter): void {
  for (let at = text.indexOf("\r"); at >= 0; at = text.indexOf("\r", at + 1)) {
    if (text[at + 1] === LF || at + 1 === text.length) continue;
    report(
      "cr-line-endings",
      "A lone carriage return does not end a line, so the server reads what follows as part of it. Save the file with LF line endings.",
      spanOf(at, at + 1),
    );
    return;
  }
}
