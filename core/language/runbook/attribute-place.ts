import { type Span, spanOf } from "../../text/span.ts";

/** Where the cursor stands among the attributes of a fence. */
export type AttributePlace =
  | { readonly part: "key"; readonly span: Span; readonly hasValue: boolean; readonly used: readonly string[] }
  /** `span` is what stands between the quotes or, in a list, the part at the cursor. */
  | { readonly part: "value"; readonly key: string; readonly span: Span; readonly quoted: boolean };

/** `start` is behind the opening brace. Undefined in attributes that are written as JSON. */
export function attributePlaceAt(text: string, start: number, offset: number): AttributePlace | undefined {
  if (/^\s*"/.test(text.slice(start, offset))) return undefined;
  const used: string[] = [];
  let at = start;
  while (at < offset) {
    if (/[\s,]/.test(text[at] ?? "")) {
      at++;
      continue;
    }
    const key = /^[^\s=,"'{}]*/.exec(text.slice(at, offset + 100))?.[0] ?? "";
    const keyEnd = at + key.length;
    if (offset <= keyEnd) return { part: "key", span: spanOf(at, keyEnd), hasValue: text[keyEnd] === "=", used };
    if (text[keyEnd] !== "=") return undefined;
    used.push(key);
    const quote = /["']/.test(text[keyEnd + 1] ?? "") ? text[keyEnd + 1] : undefined;
    const from = keyEnd + 1 + (quote ? 1 : 0);
    const end = quote
      ? endOfQuote(text, from, quote)
      : from + (/^(?:\$\{[^}\s]*\}?|[^\s"'{}])*/.exec(text.slice(from, from + 500))?.[0].length ?? 0);
    if (offset <= end) {
      const comma = key === "needs" ? text.slice(from, offset).search(/[^,\s]*$/) : 0;
      const partEnd = key === "needs" ? offset + (/^[^,\s}"']*/.exec(text.slice(offset, end))?.[0].length ?? 0) : end;
      return { part: "value", key, span: spanOf(from + comma, partEnd), quoted: quote !== undefined };
    }
    at = end + (quote ? 1 : 0);
  }
  return { part: "key", span: spanOf(offset, offset), hasValue: false, used: [...used, ...laterKeys(text, offset)] };
}

function laterKeys(text: string, offset: number): readonly string[] {
  const rest = /^[^\r\n]*/.exec(text.slice(offset, offset + 1000))?.[0] ?? "";
  return [...rest.matchAll(/(?<=^|[\s,])([\w-]+)=/g)].map((match) => match[1] ?? "");
}

function endOfQuote(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === quote || text[at] === "\n" || text[at] === "\r") return at;
  }
  return text.length;
}
