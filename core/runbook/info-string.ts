import { isMap, isScalar, isSeq, type Node, parseDocument } from "yaml";
import type { Problem } from "../text/problem.ts";
import type { Span } from "../text/span.ts";
import { endOfLanguage, languageClass, languageIn, meantLanguage } from "./fence-slips.ts";

/** One `key=value`; a bare `key` has no value. Keys are as written. */
export interface RawAttribute {
  readonly key: string;
  readonly keySpan: Span;
  readonly value?: string;
  /** Without its quotes. */
  readonly valueSpan?: Span;
  /** Key and value. */
  readonly span: Span;
}

export interface InfoString {
  /** Lower case. */
  readonly language: string;
  readonly languageSpan: Span;
  /** Braces included. */
  readonly attributesSpan?: Span;
  readonly attributes: readonly RawAttribute[];
  /** Text that is neither language nor attributes. */
  readonly rest?: Span;
  readonly problems: readonly Problem[];
}

/**
 * Reads `sql {name=position on=source}` and `sql {"name":"position"}`. A fence that was meant as a step and is written as
 * none, such as `sqll {on=source}` or `{.sql on=source}`, is read as the step with a problem: else it would silently not run.
 */
export function parseInfoString(text: string, span: Span): InfoString {
  const info = readInfoString(text, span);
  const { language, languageSpan, attributes, problems } = info;
  const meant = meantLanguage(language, attributes);
  if (meant !== undefined) {
    const message = `A step of the language \`${language}\` is not known. Did you mean \`${meant}\`?`;
    return {
      ...info,
      language: meant,
      problems: [...problems, { code: "unknown-language", message, span: languageSpan }],
    };
  }
  const inBraces = language === "" ? languageClass(attributes) : undefined;
  if (!inBraces) return info;
  const { key, keySpan } = inBraces;
  const message = `The language of a step stands before its braces. Write \`${languageIn(key)} {…}\`.`;
  return {
    ...info,
    language: languageIn(key),
    languageSpan: { start: keySpan.start + 1, end: keySpan.end },
    attributes: attributes.filter((attribute) => attribute !== inBraces),
    problems: [...problems, { code: "language-in-braces", message, span: keySpan }],
  };
}

function readInfoString(text: string, span: Span): InfoString {
  const info = text.slice(span.start, span.end);
  const word = /^[^\s{]*/.exec(info)?.[0] ?? "";
  const language = word.slice(0, endOfLanguage(word));
  const languageSpan = { start: span.start, end: span.start + language.length };
  const problems: Problem[] = [];
  const behind = span.start + language.length + (/^\s*/.exec(info.slice(language.length))?.[0].length ?? 0);
  const base = { language: language.toLowerCase(), languageSpan };
  if (behind >= span.end) return { ...base, attributes: [], problems };
  if (text[behind] !== "{") return { ...base, attributes: [], rest: { start: behind, end: span.end }, problems };
  const close = closingBrace(text, behind, span.end);
  const attributesSpan = { start: behind, end: close ?? span.end };
  if (close === undefined) {
    problems.push({
      code: "bad-attributes",
      message: "The attributes are not closed. Add `}` at the end of the line.",
      span: attributesSpan,
    });
    return { ...base, attributesSpan, attributes: [], problems };
  }
  const isJson = /^\{\s*"[^"]*"\s*:/.test(text.slice(behind, close));
  const attributes = isJson
    ? parseJson(text, attributesSpan, problems)
    : parsePairs(text, { start: behind + 1, end: close - 1 }, problems);
  const rest = text.slice(close, span.end).trim() === "" ? {} : { rest: { start: close, end: span.end } };
  return { ...base, attributesSpan, attributes, ...rest, problems };
}

/** Offset behind the brace that closes the one at `open`: braces in quotes do not count, those in between must match. */
function closingBrace(text: string, open: number, end: number): number | undefined {
  let depth = 0;
  let quote = "";
  for (let at = open; at < end; at++) {
    const unit = text[at] ?? "";
    if (quote) {
      if (unit === "\\") at++;
      else if (unit === quote) quote = "";
    } else if ((unit === '"' || unit === "'") && /[=\s{:,[]/.test(text[at - 1] ?? "")) quote = unit;
    else if (unit === "{") depth++;
    else if (unit === "}" && --depth === 0) return at + 1;
  }
  return undefined;
}

const pairAt = /([^\s=,"'{}]+)(?:=("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?:\$\{[^}]*\}|[^\s"'{}])*))?/y;

function parsePairs(text: string, span: Span, problems: Problem[]): readonly RawAttribute[] {
  const attributes: RawAttribute[] = [];
  for (let at = span.start; at < span.end; ) {
    if (/[\s,]/.test(text[at] ?? "")) {
      at++;
      continue;
    }
    pairAt.lastIndex = at;
    const match = pairAt.exec(text);
    if (!match || at + match[0].length > span.end) {
      const bad = /^\S+/.exec(text.slice(at, span.end))?.[0] ?? "";
      problems.push({
        code: "bad-attributes",
        message: `\`${bad}\` is not an attribute. Write \`key=value\`, with quotes around a value that has spaces.`,
        span: { start: at, end: at + bad.length },
      });
      return attributes;
    }
    attributes.push(toAttribute(match, at));
    at += match[0].length;
  }
  return attributes;
}

function toAttribute(match: RegExpExecArray, at: number): RawAttribute {
  const key = match[1] ?? "";
  const keySpan = { start: at, end: at + key.length };
  const span = { start: at, end: at + match[0].length };
  const written = match[2];
  if (written === undefined) return { key, keySpan, span };
  const quoted = /^["']/.test(written);
  const value = quoted ? written.slice(1, -1).replace(/\\(.)/g, "$1") : written;
  const inset = quoted ? 1 : 0;
  return { key, keySpan, value, valueSpan: { start: keySpan.end + 1 + inset, end: span.end - inset }, span };
}

function parseJson(text: string, span: Span, problems: Problem[]): readonly RawAttribute[] {
  const source = text.slice(span.start, span.end);
  try {
    JSON.parse(source);
  } catch {
    problems.push({
      code: "bad-attributes",
      message: 'The attributes are not valid JSON. Write `{"name":"value"}`, or `{name=value}`.',
      span,
    });
    return [];
  }
  // JSON is YAML too, and the YAML parser says where each value stands.
  const document = parseDocument(source, { logLevel: "silent", uniqueKeys: false });
  const attributes: RawAttribute[] = [];
  for (const pair of isMap(document.contents) ? document.contents.items : []) {
    const key = pair.key as Node;
    const value = pair.value as Node | null;
    const [keyStart = 0, keyEnd = 0] = key.range ?? [];
    const [start = keyEnd, end = keyEnd] = value?.range ?? [];
    const inset = /^["']/.test(source.slice(start, end)) ? 1 : 0;
    attributes.push({
      key: isScalar(key) ? String(key.value) : "",
      keySpan: { start: span.start + keyStart + 1, end: span.start + keyEnd - 1 },
      value: isSeq(value)
        ? value.items.map((item) => String(isScalar(item) ? item.value : "")).join(",")
        : isScalar(value)
          ? String(value.value)
          : source.slice(start, end),
      valueSpan: { start: span.start + start + inset, end: span.start + end - inset },
      span: { start: span.start + keyStart, end: span.start + end },
    });
  }
  return attributes;
}
