import { mayBecomeSuspicious, redactedMark, redactPatterns } from "../audit/redaction/patterns.ts";
import { secretForms } from "../audit/redaction/secret-forms.ts";
import type { Json } from "../audit/types.ts";

export const redactedText = redactedMark;

/** Of output that comes in pieces, no more than this waits for its end; what is longer than that and still open is withheld. */
const maxHeld = 64 * 1024;

/** Replaces known secret values, and what looks like a secret, in every text that leaves the run: events, evidence, trail. */
export class Redactor {
  /** Longest first, so that no secret hides behind one that is a part of it. */
  #forms: string[] = [];

  /** An empty text is no secret. */
  add(secret: string): void {
    if (secret === "") return;
    const forms = new Set([...this.#forms, ...secretForms(secret)]);
    this.#forms = [...forms].toSorted((a, b) => b.length - a.length);
  }

  /** Whether there are known values to replace. */
  get hasSecrets(): boolean {
    return this.#forms.length > 0;
  }

  text(text: string): string {
    return redactPatterns(this.known(text)).text;
  }

  /** Known values only. A mark that stands there already stays whole. */
  known(text: string): string {
    if (!this.#forms.some((form) => text.includes(form))) return text;
    const parts = text.split(redactedMark).map((part) => {
      let result = part;
      for (const form of this.#forms) {
        if (!result.includes(form)) continue;
        result = result
          .split(redactedMark)
          .map((piece) => piece.replaceAll(form, redactedMark))
          .join(redactedMark);
      }
      return result;
    });
    return parts.join(redactedMark);
  }

  json(value: Json): Json {
    if (typeof value === "string") return this.text(value);
    if (Array.isArray(value)) return value.map((item: Json) => this.json(item));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.json(item as Json)]));
  }

  /** For output that comes in pieces: a secret that is cut in two is still found. */
  stream(onText: (text: string) => void): { add(text: string): void; end(): void } {
    let held = "";
    /** A private key began in what was let out already: nothing is, until it ends. */
    let inKey = false;
    const release = (text: string) => {
      let rest = text;
      if (inKey) {
        const end = /-----END [A-Z0-9 ]*PRIVATE KEY-----/.exec(rest);
        if (end === null) return;
        rest = rest.slice(end.index + end[0].length);
      }
      inKey = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?![\s\S]*-----END)/.test(rest);
      if (rest !== "") onText(redactPatterns(rest).text);
    };
    return {
      add: (text) => {
        held = this.known(held + text);
        const safe = this.#safeLength(held);
        const out = held.slice(0, safe);
        held = held.slice(safe);
        if (out !== "") release(out);
      },
      end: () => {
        if (held !== "") release(held);
        held = "";
      },
    };
  }

  /** How much of `text` can be judged without knowing what follows. */
  #safeLength(text: string): number {
    const whole = text.length - this.#partialLength(text);
    // A key goes on to its last line.
    const key = text.lastIndexOf("-----BEGIN");
    if (key >= 0 && text.indexOf("-----END", key) < 0) return text.length > maxHeld ? whole : Math.min(whole, key);
    if (text.length > maxHeld) return Math.min(whole, text.lastIndexOf(" ") + 1 || whole);
    const line = text.lastIndexOf("\n") + 1;
    const rest = text.slice(line);
    // The last word may become one that means something, and what follows such a word is part of it.
    if (mayBecomeSuspicious(rest)) return Math.min(whole, line);
    const word = /[\w:./@%+='"*$-]*[A-Za-z'"*$-][\w:./@%+='"*$-]*$/.exec(rest);
    return Math.min(whole, word && word[0].length < 512 ? line + word.index : text.length);
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
