import type { Json } from "../audit/types.ts";

export const redactedText = "<redacted>";

/** Replaces known secret values in every text that leaves the run: events, evidence, trail. */
export class Redactor {
  /** Longest first, so that no secret hides behind one that is a part of it. */
  #forms: string[] = [];

  /** An empty text is no secret. */
  add(secret: string): void {
    if (secret === "") return;
    const forms = new Set([...this.#forms, ...encodingsOf(secret)]);
    this.#forms = [...forms].toSorted((a, b) => b.length - a.length);
  }

  get hasSecrets(): boolean {
    return this.#forms.length > 0;
  }

  text(text: string): string {
    let result = text;
    for (const form of this.#forms) result = result.replaceAll(form, redactedText);
    return result;
  }

  json(value: Json): Json {
    if (this.#forms.length === 0) return value;
    if (typeof value === "string") return this.text(value);
    if (Array.isArray(value)) return value.map((item: Json) => this.json(item));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.json(item as Json)]));
  }

  /** For output that comes in pieces: a secret that is cut in two is still found. */
  stream(onText: (text: string) => void): { add(text: string): void; end(): void } {
    let held = "";
    return {
      add: (text) => {
        held = this.text(held + text);
        const keep = this.#partialLength(held);
        const out = held.slice(0, held.length - keep);
        held = held.slice(held.length - keep);
        if (out !== "") onText(out);
      },
      end: () => {
        if (held !== "") onText(held);
        held = "";
      },
    };
  }

  /** Length of the longest end of `text` with which a secret may begin. */
  #partialLength(text: string): number {
    let longest = 0;
    for (const form of this.#forms) {
      for (let length = Math.min(form.length - 1, text.length); length > longest; length--) {
        if (text.endsWith(form.slice(0, length))) longest = length;
      }
    }
    return longest;
  }
}

/** The forms in which a value is likely to come out: plain, quoted for SQL and shell, escaped, URL, hexadecimal, base64. */
function encodingsOf(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [
    secret,
    secret.replaceAll("'", "''"),
    secret.replaceAll("\\", "\\\\").replaceAll("'", "''"),
    secret.replaceAll("\\", "\\\\").replaceAll("'", "\\'"),
    secret.replaceAll("'", "'\\''"),
    JSON.stringify(secret).slice(1, -1),
    urlEncoded(bytes),
    ...(bytes.length >= 3 ? [hex, hex.toUpperCase(), toBase64(bytes)] : []),
  ];
}

function urlEncoded(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9_.~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Without padding: the end of a longer text need not have it. */
function toBase64(bytes: Uint8Array): string {
  let digits = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const count = Math.min(3, bytes.length - i) + 1;
    for (let d = 0; d < count; d++) digits += base64Digits[(group >> (18 - 6 * d)) & 63];
  }
  return digits;
}
