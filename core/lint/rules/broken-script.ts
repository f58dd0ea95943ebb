import type { Step } from "../../runbook/types.ts";
import { withoutDocuments } from "../../shell/comments.ts";
import { type ShellWord, shellWords } from "../../shell/words.ts";
import type { Span } from "../../text/span.ts";
import { codeSpan } from "../code.ts";
import type { RunbookRule } from "../rule.ts";

export const brokenScript: RunbookRule = {
  about: "runbook",
  code: "RBK082",
  id: "broken-script",
  title: "A script is whole",
  severity: "warning",
  reach: "section",
  references: ["https://www.gnu.org/software/bash/manual/html_node/Shell-Syntax.html"],
  *check(runbook) {
    for (const step of runbook.steps) {
      const broken = step.kind === "shell" ? breakIn(step) : undefined;
      if (broken)
        yield {
          span: codeSpan(step, broken.span),
          message: `${broken.what} The shell runs what stands before it and then gives up, so half of the script takes effect. ${broken.advice}`,
        };
    }
  },
};

interface Break {
  readonly span: Span;
  readonly what: string;
  readonly advice: string;
}

const closers: ReadonlyMap<string, string> = new Map([
  ["if", "fi"],
  ["case", "esac"],
  ["for", "done"],
  ["while", "done"],
  ["until", "done"],
  ["select", "done"],
]);
/** Words behind which a command begins. */
const before = new Set(["then", "do", "else", "elif", "if", "while", "until", "!", "{", "time"]);

function breakIn({ code }: Step): Break | undefined {
  // What stands in backquotes is quoted in ways of its own.
  if (code.includes("`")) return undefined;
  // Of `$'it\\'s'` the words know nothing.
  const script = withoutDocuments(code).replace(/\$'(?:[^'\\]|\\.)*'/g, (text) => "_".repeat(text.length));
  const words = shellWords(script);
  for (const { quoted } of words)
    for (const { start, end } of quoted) {
      const mark = script[start] ?? "";
      const close = mark === "(" ? ")" : mark;
      if (end - start > 1 && script[end - 1] === close) continue;
      return {
        span: { start, end: start + 1 },
        what: `This ${mark === "(" ? "bracket" : "quote"} is never closed.`,
        advice: `Add ${close} where it ends.`,
      };
    }
  return openKeyword(script, words);
}

function openKeyword(script: string, words: readonly ShellWord[]): Break | undefined {
  const open: { readonly word: string; readonly span: Span }[] = [];
  for (const [index, word] of words.entries()) {
    const last = words[index - 1];
    const isFirst = last === undefined || last.command !== word.command;
    if (!isFirst && !before.has(script.slice(last.start, last.end))) continue;
    const text = script.slice(word.start, word.end);
    // A pattern: `done) …`.
    if (open.at(-1)?.word === "case" && text !== "esac" && /^\s*[)|]/.test(script.slice(word.end))) continue;
    const span = { start: word.start, end: word.end };
    if (closers.has(text)) open.push({ word: text, span });
    else if (/^(?:fi|done|esac)$/.test(text)) {
      const opened = open.pop();
      if (opened && closers.get(opened.word) === text) continue;
      return {
        span,
        what: `This \`${text}\` ends nothing${opened ? `: \`${opened.word}\` is still open` : ""}.`,
        advice: opened ? `Add \`${closers.get(opened.word)}\` before it.` : "Remove it, or add what it ends.",
      };
    }
  }
  const [first] = open;
  return (
    first && {
      span: first.span,
      what: `This \`${first.word}\` is never ended.`,
      advice: `Add \`${closers.get(first.word)}\`.`,
    }
  );
}
