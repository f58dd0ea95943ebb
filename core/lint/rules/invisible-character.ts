import { tokenizeSql } from "../../mysql/sql/tokenize.ts";
import type { Step } from "../../runbook/types.ts";
import { shellWords } from "../../shell/words.ts";
import { codeSpan } from "../code.ts";
import type { Fix, RunbookRule } from "../rule.ts";

interface Intruder {
  readonly pattern: RegExp;
  readonly name: string;
  readonly plain: string;
}

const intruders: readonly Intruder[] = [
  { pattern: /[\u200b-\u200f\u2060\ufeff\u00ad]/gu, name: "An invisible character", plain: "" },
  { pattern: /[\u00a0\u2007\u202f\u3000]/gu, name: "A non-breaking space", plain: " " },
  { pattern: /[‘’‚]/gu, name: "A typographic quote", plain: "'" },
  { pattern: /[“”„]/gu, name: "A typographic quote", plain: '"' },
  // At the start of a word: what was typed as `--option`.
  { pattern: /(?<![^\s\u00a0])[–—](?=[A-Za-z-])/gu, name: "A typographic dash", plain: "--" },
];

export const invisibleCharacter: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK015",
  id: "invisible-character",
  title: "Code is written in characters that the program reads",
  severity: "error",
  references: [],
  *check({ steps }) {
    for (const step of steps) {
      if ((step.kind !== "sql" && step.kind !== "shell") || /^[\t\n\x20-\x7e]*$/.test(step.code)) continue;
      const code = codeOnly(step);
      for (const intruder of intruders) {
        for (const match of code.matchAll(intruder.pattern)) {
          const { name, plain } = intruder;
          const wanted = plain === "" ? "Remove it." : `Write ${plain === " " ? "a plain space" : plain} instead.`;
          yield {
            span: codeSpan(step, { start: match.index, end: match.index + match[0].length }),
            message: `${name} stands in the code, as word processors and web pages put them in; the program takes it for a part of a word. ${wanted}`,
            fixes: [fixOfLine(step, code, match.index, intruder, wanted)],
          };
        }
      }
    }
  },
};

/** All of the line at once: of two quotes one alone would make it worse. */
function fixOfLine(step: Step, code: string, at: number, { pattern, plain }: Intruder, wanted: string): Fix {
  const start = code.lastIndexOf("\n", at - 1) + 1;
  const line = code.slice(start).split("\n")[0] ?? "";
  const edits = [...line.matchAll(pattern)].map((match) => ({
    span: codeSpan(step, { start: start + match.index, end: start + match.index + match[0].length }),
    newText: plain,
  }));
  return { title: wanted.slice(0, -1), safety: plain.trim() === "" ? "safe" : "unsafe", edits };
}

/** The code with what is data or comment replaced by signs of the same length. */
function codeOnly({ kind, code }: Step): string {
  const units = code.split("");
  const hide = (start: number, end: number, by = "."): void => {
    for (let at = start; at < end; at++) if (units[at] !== "\n") units[at] = by;
  };
  if (kind === "sql") {
    for (const { kind: token, start, end } of tokenizeSql(code))
      if (["comment", "string", "identifier"].includes(token)) hide(start, end);
    return units.join("");
  }
  let from = 0;
  for (const { start, end, quoted } of shellWords(code)) {
    hide(from, start, " ");
    for (const part of quoted) if (code[part.start] !== "(") hide(part.start, part.end);
    from = end;
  }
  hide(from, code.length, " ");
  return units.join("");
}
