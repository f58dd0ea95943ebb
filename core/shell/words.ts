import { keepByText } from "../text/keep.ts";
import type { Span } from "../text/span.ts";

/** One word of a script, as a shell would split it before it replaces anything. */
export interface ShellWord extends Span {
  /** Its parts in quotes and `$(…)`, with their delimiters (of the latter, the brackets). */
  readonly quoted: readonly Span[];
  /** 0-based count of the simple command that it belongs to. */
  readonly command: number;
}

/** Splits a script into words. Comments are left out; the bodies of here-documents are read like code. Never throws: an open quote ends with the text. */
export function shellWords(script: string): readonly ShellWord[] {
  return wordsOf(script);
}

const wordsOf = keepByText(readWords);

function readWords(script: string): readonly ShellWord[] {
  const words: ShellWord[] = [];
  let command = 0;
  for (let at = 0; at < script.length; ) {
    const unit = script[at] ?? "";
    if (unit === "\\" && script[at + 1] === "\n") at += 2;
    else if (/[ \t\r]/.test(unit)) at++;
    else if (/[\n;|&()]/.test(unit)) {
      command++;
      at++;
    } else if (unit === "#") at = endOf(script, "\n", at);
    else if (unit === "<" || unit === ">") at++;
    else {
      const word = readWord(script, at, command);
      words.push(word);
      at = word.end;
    }
  }
  return words;
}

function readWord(script: string, start: number, command: number): ShellWord {
  const quoted: Span[] = [];
  let at = start;
  // Only what a shell splits at: a non-breaking space is a part of the word.
  while (at < script.length && !/[ \t\r\n;|&()<>]/.test(script[at] ?? "")) {
    const unit = script[at] ?? "";
    if (unit === "\\") at += 2;
    else if (unit === "'" || unit === '"') {
      const end = endOfQuote(script, at, unit);
      quoted.push({ start: at, end });
      at = end;
    } else if (script.startsWith("$(", at)) {
      const end = endOfBrackets(script, at + 1);
      quoted.push({ start: at + 1, end });
      at = end;
    } else if (script.startsWith("${", at)) at = Math.min(endOf(script, "}", at) + 1, script.length);
    else at++;
  }
  return { start, end: Math.min(at, script.length), quoted, command };
}

function endOfQuote(script: string, start: number, quote: string): number {
  for (let at = start + 1; at < script.length; at++) {
    if (quote === '"' && script[at] === "\\") at++;
    else if (script[at] === quote) return at + 1;
  }
  return script.length;
}

function endOfBrackets(script: string, start: number): number {
  let depth = 0;
  for (let at = start; at < script.length; at++) {
    const unit = script[at] ?? "";
    if (unit === "\\") at++;
    else if (unit === "'" || unit === '"') at = endOfQuote(script, at, unit) - 1;
    else if (unit === "(") depth++;
    else if (unit === ")" && --depth === 0) return at + 1;
  }
  return script.length;
}

function endOf(script: string, mark: string, at: number): number {
  const found = script.indexOf(mark, at);
  return found < 0 ? script.length : found;
}
