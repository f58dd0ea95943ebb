/** ASCII white space as the servers see it. A non-breaking space is none: it becomes part of a name. */
export function isSpace(unit: number): boolean {
  return unit === 32 || (unit >= 9 && unit <= 13);
}

export function skipSpace(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

export function trimEnd(text: string, start: number, from: number): number {
  let at = from;
  while (at > start && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

/** Where the comment of a setting's line begins, or `end`: a `#` starts one anywhere but between quotes, where a backslash protects the next quote. */
export function commentStart(text: string, start: number, end: number): number {
  let quote = "";
  for (let at = start; at < end; at++) {
    const unit = text[at] as string;
    if (quote === "") {
      if (unit === "#") return at;
      if (unit === '"' || unit === "'") quote = unit;
    } else if (unit === "\\") at++;
    else if (unit === quote) quote = "";
  }
  return end;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  s: " ",
  '"': '"',
  "'": "'",
  "\\": "\\",
};

/** The value the servers read: quotes go only when they enclose it whole, unknown escapes keep their backslash. */
export function readValue(raw: string): string {
  const first = raw[0];
  const quoted = raw.length > 1 && (first === '"' || first === "'") && raw.endsWith(first);
  const inner = quoted ? raw.slice(1, -1) : raw;
  if (!inner.includes("\\")) return inner;
  let value = "";
  for (let at = 0; at < inner.length; at++) {
    const unit = inner[at] as string;
    const next = inner[at + 1];
    if (unit !== "\\" || next === undefined) {
      value += unit;
      continue;
    }
    value += ESCAPES[next] ?? unit + next;
    at++;
  }
  return value;
}

/** Writes a value so that the servers read it back unchanged. */
export function writeValue(value: string): string {
  const escaped = value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  const needsQuotes = /^[\s"']|[\s"']$|#/.test(escaped) || /["']/.test(escaped);
  return needsQuotes ? `"${escaped.replaceAll('"', '\\"')}"` : escaped;
}
