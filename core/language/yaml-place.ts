import { type Span, spanOf } from "../text/span.ts";

/** Where the cursor stands in a YAML map, as far as its lines up to there tell: what is typed is seldom valid. */
export interface YamlPlace {
  /** The keys that lead to the map. */
  readonly path: readonly string[];
  readonly part: "key" | "value";
  /** Of a value. */
  readonly key?: string;
  /** The word at the cursor. */
  readonly span: Span;
  /** A colon stands behind the word already. */
  readonly hasColon: boolean;
}

const MOST_LINES = 5000;

/** `text` is the YAML alone. Undefined in comments. */
export function yamlPlaceAt(text: string, offset: number): YamlPlace | undefined {
  const lineStart = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  const before = text.slice(lineStart, offset);
  if (/(?:^|\s)#/.test(before.replace(/"[^"]*"|'[^']*'/g, ""))) return undefined;
  const indent = /^[ ]*/.exec(before)?.[0].length ?? 0;
  const parents = parentsOf(text, lineStart, indent);
  const entry = /^([ ]*)("[^"]*"|'[^']*'|[^\s"'{}[\],#:][^:{}[\],#]*?)[ \t]*:[ \t]+/.exec(before);
  if (!entry)
    return before.trimStart().startsWith("{") ? undefined : keyPlace(text, parents, lineStart + indent, offset);
  const key = unquoted(entry[2] ?? "");
  const rest = before.slice(entry[0].length);
  if (rest.startsWith("{")) return flowPlace(text, [...parents, key], offset - rest.length, offset);
  return valuePlace(text, parents, key, offset - rest.length, offset);
}

function keyPlace(text: string, path: readonly string[], start: number, offset: number): YamlPlace {
  const end = endOfWord(text, offset);
  return { path, part: "key", span: spanOf(start, end), hasColon: /^[ \t]*:/.test(text.slice(end, end + 20)) };
}

function valuePlace(text: string, path: readonly string[], key: string, start: number, offset: number): YamlPlace {
  const inset = /^["']/.test(text.slice(start, offset)) ? 1 : 0;
  return { path, part: "value", key, span: spanOf(start + inset, endOfWord(text, offset)), hasColon: false };
}

/** `{ a: b, c: { d` on one line. */
function flowPlace(text: string, path: readonly string[], start: number, offset: number): YamlPlace | undefined {
  const open: string[] = [];
  let key = "";
  let word = start;
  let part: YamlPlace["part"] = "key";
  let quote = "";
  for (let at = start; at < offset; at++) {
    const unit = text[at] ?? "";
    if (quote) {
      if (unit === quote) quote = "";
    } else if (unit === '"' || unit === "'") quote = unit;
    else if (unit === "{") {
      if (at > start) open.push(key);
      [part, word] = ["key", at + 1];
    } else if (unit === "}") {
      if (open.pop() === undefined) return undefined;
      [part, word] = ["value", at + 1];
    } else if (unit === ",") [part, word] = ["key", at + 1];
    else if (unit === ":" && /\s|^$/.test(text[at + 1] ?? "")) {
      key = unquoted(text.slice(word, at).trim());
      [part, word] = ["value", at + 1];
    }
  }
  const from = word + (/^\s*/.exec(text.slice(word, offset))?.[0].length ?? 0);
  const whole = [...path, ...open];
  return part === "key" ? keyPlace(text, whole, from, offset) : valuePlace(text, whole, key, from, offset);
}

/** The keys of the lines above that are less indented, outermost first. */
function parentsOf(text: string, lineStart: number, indent: number): readonly string[] {
  const parents: string[] = [];
  let least = indent;
  for (let end = lineStart, count = 0; end > 0 && least > 0 && count < MOST_LINES; count++) {
    const start = text.lastIndexOf("\n", end - 2) + 1;
    const match = /^([ ]*)("[^"]*"|'[^']*'|[^\s"'{}[\],#:-][^:{}[\],#]*?)[ \t]*:[ \t]*(?:#.*)?\r?$/.exec(
      text.slice(start, end).replace(/\n$/, ""),
    );
    if (match && (match[1]?.length ?? 0) < least) {
      least = match[1]?.length ?? 0;
      parents.unshift(unquoted(match[2] ?? ""));
    }
    end = start;
  }
  return parents;
}

function endOfWord(text: string, offset: number): number {
  return offset + (/^[\w.-]*/.exec(text.slice(offset, offset + 100))?.[0].length ?? 0);
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, "$2");
}
