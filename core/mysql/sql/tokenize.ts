import { keepByText } from "../../text/keep.ts";
import type { SqlOptions, SqlToken, SqlTokenKind } from "./token.ts";

const wordPart = /[A-Za-z0-9_$\u0080-\uffff]/;
const numberAt = /0[xX][0-9a-fA-F]+|0b[01]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?/y;
const versionOpenAt = /\/\*M?!\d{0,6}/y;
const spaceAt = /\s+/y;

/** Reads SQL from left to right. The terminator may change on the way, as DELIMITER does in the mysql client. */
export class SqlReader {
  readonly #text: string;
  readonly #noBackslashEscapes: boolean;
  readonly #ansiQuotes: boolean;
  #position = 0;
  #versionDepth = 0;
  #previous: SqlTokenKind = "space";
  delimiter = ";";

  constructor(text: string, options: SqlOptions = {}) {
    this.#text = text;
    this.#noBackslashEscapes = options.noBackslashEscapes ?? false;
    this.#ansiQuotes = options.ansiQuotes ?? false;
  }

  get position(): number {
    return this.#position;
  }

  /** Goes on reading at another place, as after a line that is not SQL. */
  moveTo(position: number): void {
    this.#position = position;
    this.#previous = "space";
  }

  next(): SqlToken | undefined {
    const start = this.#position;
    if (start >= this.#text.length) return undefined;
    const [kind, end, closed] = this.#read(start);
    this.#position = end;
    this.#previous = kind;
    return { kind, text: this.#text.slice(start, end), start, end, closed };
  }

  #read(at: number): readonly [SqlTokenKind, number, boolean] {
    const text = this.#text;
    const unit = text[at] ?? "";
    if (text.startsWith(this.delimiter, at)) return ["delimiter", at + this.delimiter.length, true];
    const space = this.#match(spaceAt, at);
    if (space) return ["space", at + space, true];
    if (unit === "'" || unit === '"') return ["string", ...this.#quoted(at, unit)];
    if (unit === "`") return ["identifier", ...this.#quoted(at, unit)];
    if (unit === "#") return ["comment", this.#endOfLine(at), true];
    // The manual wants whitespace or a control character after the two dashes: 5--1 is 6.
    if (text.startsWith("--", at) && !(text.charCodeAt(at + 2) > 32)) return ["comment", this.#endOfLine(at), true];
    if (text.startsWith("/*", at)) return this.#comment(at);
    if (this.#versionDepth > 0 && text.startsWith("*/", at)) {
      this.#versionDepth--;
      return ["version-close", at + 2, true];
    }
    if (text.startsWith("${", at)) return this.#variable(at);
    if (unit === "@") return this.#atSign(at);
    if (unit === "\\" && /[A-Za-z.!?#]/.test(text[at + 1] ?? "")) return ["command", at + 2, true];
    const number = this.#match(numberAt, at);
    if (number && !this.#isWordPart(at + number)) return ["number", this.#cutAtDelimiter(at, at + number), true];
    if (this.#isWordPart(at)) return ["word", this.#word(at), true];
    return ["symbol", at + 1, true];
  }

  #comment(at: number): readonly [SqlTokenKind, number, boolean] {
    const open = this.#match(versionOpenAt, at);
    if (open) {
      this.#versionDepth++;
      return ["version-open", at + open, true];
    }
    const close = this.#text.indexOf("*/", at + 2);
    return close < 0 ? ["comment", this.#text.length, false] : ["comment", close + 2, true];
  }

  #variable(at: number): readonly [SqlTokenKind, number, boolean] {
    const close = this.#text.indexOf("}", at);
    const line = this.#endOfLine(at);
    return close < 0 || close > line ? ["variable", line, false] : ["variable", close + 1, true];
  }

  /** `@` joins the halves of an account ('u'@'h') or begins a user variable; `@@` begins a system variable. */
  #atSign(at: number): readonly [SqlTokenKind, number, boolean] {
    const text = this.#text;
    if (text[at + 1] === "@") {
      let end = this.#word(at + 2);
      while (text[end] === "." && this.#isWordPart(end + 1)) end = this.#word(end + 1);
      return ["system-variable", end, true];
    }
    const joins = ["string", "identifier", "word", "variable"].includes(this.#previous);
    const quote = text[at + 1] ?? "";
    if (joins) return ["symbol", at + 1, true];
    if (quote === "'" || quote === '"' || quote === "`") return ["user-variable", ...this.#quoted(at + 1, quote)];
    let end = this.#word(at + 1);
    while (text[end] === "." && this.#isWordPart(end + 1)) end = this.#word(end + 1);
    return end === at + 1 ? ["symbol", end, true] : ["user-variable", end, true];
  }

  #quoted(at: number, quote: string): readonly [number, boolean] {
    const text = this.#text;
    const isName = quote === "`" || (quote === '"' && this.#ansiQuotes);
    const escapes = !isName && !this.#noBackslashEscapes;
    for (let i = at + 1; i < text.length; i++) {
      if (escapes && text[i] === "\\") i++;
      else if (text[i] === quote) {
        if (text[i + 1] !== quote) return [i + 1, true];
        i++;
      }
    }
    return [text.length, false];
  }

  #word(at: number): number {
    let end = at;
    while (this.#isWordPart(end) && (end === at || !this.#text.startsWith(this.delimiter, end))) end++;
    return end;
  }

  #isWordPart(at: number): boolean {
    const unit = this.#text[at];
    if (unit === undefined || !wordPart.test(unit)) return false;
    return !(unit === "$" && this.#text[at + 1] === "{") && unit.trim() !== "";
  }

  #cutAtDelimiter(start: number, end: number): number {
    const at = this.#text.indexOf(this.delimiter, start);
    return at > start && at < end ? at : end;
  }

  #endOfLine(at: number): number {
    const feed = this.#text.indexOf("\n", at);
    return feed < 0 ? this.#text.length : feed;
  }

  #match(pattern: RegExp, at: number): number {
    pattern.lastIndex = at;
    return pattern.exec(this.#text)?.[0].length ?? 0;
  }
}

/** All tokens, spaces and comments included: their texts joined are the text. Terminators are `;`. */
export function tokenizeSql(text: string, options?: SqlOptions): readonly SqlToken[] {
  return options ? readTokens(text, options) : tokensOf(text);
}

const tokensOf = keepByText((text) => readTokens(text, {}));

function readTokens(text: string, options: SqlOptions): readonly SqlToken[] {
  const reader = new SqlReader(text, options);
  const tokens: SqlToken[] = [];
  for (let token = reader.next(); token; token = reader.next()) tokens.push(token);
  return tokens;
}
