import type { Span } from "../text/span.ts";
import { spanOf } from "../text/span.ts";
import { toAttributes } from "./attributes.ts";
import { parseInfoString, type RawAttribute } from "./info-string.ts";
import type { Block } from "./types.ts";

/** A value to write, or none to take the attribute away. */
export type AttributeChange = readonly [key: string, value: string | undefined];

export type InfoEdit =
  | { readonly status: "edited"; readonly edit: { readonly span: Span; readonly newText: string } }
  /** `because` says what is wrong, then what to do. */
  | { readonly status: "refused"; readonly because: string };

/**
 * Changes attributes of a fence and no other byte: what else stands in the braces keeps its order, its quotes and its
 * blanks, whether it is written as pairs or as JSON. `span` is that of the info string, `marks` those before it.
 */
export function editAttributes(text: string, span: Span, marks: string, changes: readonly AttributeChange[]): InfoEdit {
  const before = text.slice(span.start, span.end);
  let info = before;
  for (const [key, value] of changes) {
    const changed = value === undefined ? without(info, key) : withValue(info, key, value);
    if (typeof changed !== "string") return changed;
    info = changed;
  }
  return infoEdit(text, span, marks, info);
}

/** Puts another text between the braces of a fence; an empty one takes the braces away. */
export function replaceAttributes(text: string, span: Span, marks: string, inner: string): InfoEdit {
  const info = text.slice(span.start, span.end);
  const { attributesSpan, languageSpan } = parseInfoString(info, whole(info));
  const language = info.slice(0, languageSpan.end);
  const rest = info.slice(attributesSpan?.end ?? languageSpan.end);
  const braces = inner.trim() === "" ? "" : `${betweenOf(info, attributesSpan)}{${inner}}`;
  const changed = language + braces + rest;
  const read = parseInfoString(changed, whole(changed));
  if (braces !== "" && read.problems.length === 0 && read.attributesSpan?.end !== language.length + braces.length)
    return refused("A closing brace ends the attributes. Put quotes around the value that it stands in.");
  const [problem] = [...read.problems, ...toAttributes(read.attributes).problems].map(({ message }) => message);
  return problem === undefined ? infoEdit(text, span, marks, changed) : refused(problem);
}

/** What stands between the braces now. */
export function attributesText(info: string): string {
  const { attributesSpan } = parseInfoString(info, whole(info));
  return attributesSpan === undefined
    ? ""
    : info.slice(attributesSpan.start, attributesSpan.end).slice(1).replace(/\}$/, "");
}

function infoEdit(text: string, span: Span, marks: string, info: string): InfoEdit {
  if (/[\r\n]/.test(info)) return refused("Attributes stand on one line. Take the line break out.");
  if (marks.startsWith("`") && info.includes("`"))
    return refused("A fence of backticks can have none in its attributes. Use another sign, or a fence of tildes.");
  const before = text.slice(span.start, span.end);
  const most = Math.min(before.length, info.length);
  let same = 0;
  while (same < most && before[same] === info[same]) same++;
  let sameEnd = 0;
  while (sameEnd < most - same && before.at(-1 - sameEnd) === info.at(-1 - sameEnd)) sameEnd++;
  return {
    status: "edited",
    edit: {
      span: spanOf(span.start + same, span.end - sameEnd),
      newText: info.slice(same, info.length - sameEnd),
    },
  };
}

const UNREADABLE = "The attributes can't be read as they are. Edit them as text.";

function without(info: string, key: string): string | InfoEdit {
  const { attributes, attributesSpan, problems } = parseInfoString(info, whole(info));
  if (problems.length > 0) return refused(UNREADABLE);
  const index = attributes.findLastIndex((attribute) => attribute.key === key);
  const found = attributes[index];
  if (!found || !attributesSpan) return info;
  const [before, next] = [attributes[index - 1], attributes[index + 1]];
  const cut = next
    ? spanOf(found.span.start, next.span.start)
    : before
      ? spanOf(before.span.end, found.span.end)
      : spanOf(attributesSpan.start - betweenOf(info, attributesSpan).length, attributesSpan.end);
  // One that stands there twice goes as often.
  return without(info.slice(0, cut.start) + info.slice(cut.end), key);
}

function withValue(info: string, key: string, value: string): string | InfoEdit {
  const { attributes, attributesSpan, languageSpan, problems } = parseInfoString(info, whole(info));
  if (problems.length > 0) return refused(UNREADABLE);
  const insert = (at: number, written: string) => info.slice(0, at) + written + info.slice(at);
  if (!attributesSpan) return insert(languageSpan.end, ` {${key}=${pairValue(value)}}`);
  const isJson = /^\{\s*"[^"]*"\s*:/.test(info.slice(attributesSpan.start));
  const found = attributes.find((attribute) => attribute.key === key);
  if (found) return isJson ? replacedInJson(info, found, value) : replacedInPairs(info, found, value);
  const last = attributes.at(-1);
  const at = last?.span.end ?? attributesSpan.start + 1;
  if (!isJson) return insert(at, `${last ? " " : ""}${key}=${pairValue(value)}`);
  const [comma, colon] = jsonStyle(info, attributes);
  return insert(at, `${comma}${JSON.stringify(key)}${colon}${JSON.stringify(value)}`);
}

function replacedInPairs(info: string, { keySpan, span }: RawAttribute, value: string): string {
  const written = info.slice(keySpan.end, span.end);
  const quote = /^=(["'])/.exec(written)?.[1];
  return `${info.slice(0, keySpan.end)}=${pairValue(value, quote)}${info.slice(span.end)}`;
}

function replacedInJson(info: string, { keySpan, span }: RawAttribute, value: string): string {
  const from = keySpan.end + 1;
  const colon = /^\s*:\s*/.exec(info.slice(from))?.[0] ?? ":";
  const isList = info[from + colon.length] === "[";
  const json = isList ? JSON.stringify(value.match(/[^\s,]+/g) ?? []) : JSON.stringify(value);
  return info.slice(0, from) + colon + json + info.slice(span.end);
}

/** In quotes where it stands in some, and where it has to. */
function pairValue(value: string, quote?: string): string {
  const isPlain = value !== "" && /^(?:\$\{[^}\s"'{]*\}|[^\s"'{}])*$/.test(value);
  if (quote === undefined && isPlain) return value;
  const sign = quote ?? '"';
  return sign + value.replace(/[\\"']/g, (each) => (each === "\\" || each === sign ? `\\${each}` : each)) + sign;
}

/** What stands between two members and behind a key, as the others are written. */
function jsonStyle(info: string, attributes: readonly RawAttribute[]): readonly [comma: string, colon: string] {
  const [first, second] = attributes;
  const colon = first && /^\s*:\s*/.exec(info.slice(first.keySpan.end + 1))?.[0];
  return [first && second ? info.slice(first.span.end, second.span.start) : ",", colon ?? ":"];
}

/** The blanks before the opening brace; one where there is none. */
function betweenOf(info: string, attributesSpan: Span | undefined): string {
  return attributesSpan === undefined ? " " : (/\s*$/.exec(info.slice(0, attributesSpan.start))?.[0] ?? "");
}

function whole(info: string): Span {
  return spanOf(0, info.length);
}

function refused(because: string): InfoEdit {
  return { status: "refused", because };
}

/** The marks of its opening fence. */
export function marksOf(text: string, { span }: Block): string {
  return /^(?:`+|~+)/.exec(text.slice(span.start, span.end))?.[0] ?? "```";
}
