import { toHex } from "../bytes.ts";

const encoder = new TextEncoder();

/** Shorter ones occur by chance in any text. */
const minEncodedLength = 4;

/** The forms in which a value is likely to come out: plain, quoted for SQL, shell and JSON, in a URL, hexadecimal, base64. */
export function secretForms(secret: string): readonly string[] {
  const bytes = encoder.encode(secret);
  const hex = toHex(bytes);
  const escaped = secret.replaceAll("\\", "\\\\");
  const controls = escaped.replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\0", "\\0");
  const quoted = [
    secret.replaceAll("'", "''"),
    secret.replaceAll('"', '""'),
    escaped.replaceAll("'", "''"),
    escaped.replaceAll("'", "\\'"),
    escaped.replaceAll('"', '\\"'),
    controls.replaceAll("'", "\\'").replaceAll('"', '\\"'),
    controls.replaceAll("'", "''"),
    controls.replaceAll("'", "\\'"),
    // Bash: in single quotes, in double quotes, and as printf %q and `set -x` write it.
    secret.replaceAll("'", "'\\''"),
    secret.replaceAll("'", "'\"'\"'"),
    secret.replaceAll(/[\\"$`]/g, "\\$&"),
    secret.replaceAll(/[\s'"\\|&;()<>!{}*[\]?^$`,]/g, "\\$&"),
    JSON.stringify(secret).slice(1, -1),
  ];
  const url = percentEncoded(bytes, /[A-Za-z0-9_.~-]/);
  const component = percentEncoded(bytes, /[A-Za-z0-9_.~!*'()-]/);
  const urls = [url, component, url.replaceAll("%20", "+"), component.replaceAll("%20", "+")];
  const long = [hex, hex.toUpperCase(), ...[0, 1, 2].flatMap((before) => base64Forms(bytes, before))];
  return [
    ...new Set([
      secret,
      ...quoted,
      ...urls,
      ...urls.map((text) => text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())),
      ...long.filter((form) => form.length >= minEncodedLength && bytes.length >= 3),
    ]),
  ];
}

function percentEncoded(bytes: Uint8Array, kept: RegExp): string {
  return Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    return kept.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The digits that the bytes alone decide when `before` other bytes (modulo 3) stand before them, in both alphabets. */
function base64Forms(bytes: Uint8Array, before: number): readonly string[] {
  const bit = (at: number) => (at < 8 * before ? 0 : ((bytes[(at >> 3) - before] ?? 0) >> (7 - (at & 7))) & 1);
  const first = Math.ceil((8 * before) / 6);
  const end = Math.floor((8 * (before + bytes.length)) / 6);
  let text = "";
  for (let digit = first; digit < end; digit++) {
    let value = 0;
    for (let at = 6 * digit; at < 6 * digit + 6; at++) value = (value << 1) | bit(at);
    text += digits[value];
  }
  return [text, text.replaceAll("+", "-").replaceAll("/", "_")];
}
