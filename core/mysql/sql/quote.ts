import { toHex } from "../../audit/bytes.ts";
import type { Value } from "../../run/value.ts";
import type { SqlOptions } from "./token.ts";

export type Quoted = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

/** A literal that a server reads as exactly this value; a text is quoted as `quoteLiteral` says. */
export function quoteValue(value: Value, options: SqlOptions = {}): Quoted {
  if (value === null) return { ok: true, text: "NULL" };
  if (typeof value === "boolean") return { ok: true, text: value ? "TRUE" : "FALSE" };
  if (typeof value === "bigint") return { ok: true, text: String(value) };
  if (typeof value === "string") return { ok: true, text: quoteLiteral(value, options) };
  if (typeof value !== "number") return { ok: true, text: `X'${toHex(value)}'` };
  return Number.isFinite(value)
    ? { ok: true, text: String(value) }
    : { ok: false, message: "it is not a finite number." };
}

/**
 * Quotes a text.
 *
 * Why it is safe under every sql_mode: single quotes delimit strings whether ANSI_QUOTES is set or not, and a doubled quote is a
 * quote in all modes. A backslash is an escape unless NO_BACKSLASH_ESCAPES is set, so it is doubled unless the session is
 * known to have that mode. Should the mode be set all the same, a doubled backslash is two characters, and cannot end the
 * string either: the value would be wrong, but never become code. The other error, a single backslash sent to a session
 * where it escapes, could; therefore `noBackslashEscapes` must come from the session itself. The character set of the
 * connection must be utf8mb4: in GBK, SJIS and their kin a backslash can be the second half of a character.
 */
export function quoteLiteral(text: string, { noBackslashEscapes = false }: SqlOptions = {}): string {
  const escaped = noBackslashEscapes ? text : text.replaceAll("\\", "\\\\");
  return `'${escaped.replaceAll("'", "''")}'`;
}

/** Backquotes delimit identifiers in all modes, and a backslash between them is a character like any other. */
export function quoteIdentifier(value: Value): Quoted {
  if (value === null || value instanceof Uint8Array || typeof value === "boolean") {
    return { ok: false, message: "an identifier must be a text." };
  }
  const name = String(value);
  if (name === "") return { ok: false, message: "an identifier must not be empty." };
  if (name.includes("\0")) return { ok: false, message: "an identifier must not contain the character NUL." };
  if (Array.from(name).length > 64) return { ok: false, message: "an identifier has at most 64 characters." };
  if (/\s$/.test(name)) return { ok: false, message: "an identifier must not end in a space." };
  return { ok: true, text: `\`${name.replaceAll("`", "``")}\`` };
}
