import { tokenizeSql } from "../mysql/sql/tokenize.ts";
import { shellCommands } from "../shell/commands.ts";
import { type ShellWord, shellWords } from "../shell/words.ts";
import type { Problem } from "../text/problem.ts";
import { spanInDocument } from "./step.ts";
import type { Located, Step } from "./types.ts";

const angle = /(?<![<\w)])<[A-Za-z][\w.-]*(?:[ ](?!(?:and|or|AND|OR)\b)[\w.-]+){0,4}>(?!=)/g;
const whole = /^(?:<[A-Za-z][\w .:-]*>|(?:your|Your|YOUR)[_-][\w-]+|x{3,}|X{3,})$/;
/** In no language of ours do three dots stand alone. */
const dots = /(?<![\w.$*"'`/])(?:\.{3}|…)(?![\w."'`])/g;
const template = /\{\{\s*(?!(?:end|else)\b)[A-Za-z_][\w-]*\s*\}\}/g;

/**
 * The parts of a step that its author left for the reader to fill in: `<name>`, `your_name`, `xxx`, `{{ name }}`. Spans are in
 * the document. A step that has one must not run: to a shell `<name>` is a redirection that writes a file.
 */
export function placeholdersOf(step: Pick<Step, "kind" | "code" | "codeOffsets">): readonly Located<string>[] {
  if (step.kind === "manual") return [];
  const found = step.kind === "sql" ? inSql(step.code) : step.kind === "shell" ? inShell(step.code) : inText(step.code);
  return found
    .toSorted((a, b) => a.start - b.start)
    .map(({ start, end }) => ({
      value: step.code.slice(start, end),
      span: spanInDocument(step.codeOffsets, { start, end }),
    }));
}

/** What keeps the step with this placeholder from being run. */
export function placeholderProblem({ value, span }: Located<string>): Problem {
  const message = `\`${value}\` is still to be filled in, so this step does not run. Write the value, or make it an input.`;
  return { code: "unfilled-placeholder", message, span };
}

interface Part {
  readonly start: number;
  readonly end: number;
}

/** In SQL: everywhere but in comments; a string only when it is one as a whole, because data may look like anything. */
function inSql(code: string): readonly Part[] {
  const parts: Part[] = [];
  let masked = "";
  let hidden = "";
  for (const token of tokenizeSql(code)) {
    const { kind, text, start, end } = token;
    const isText = kind === "comment" || kind === "string" || kind === "identifier";
    masked += isText ? text.replace(/[^\n]/g, ".") : text;
    hidden += isText ? text.replace(/[^\n]/g, "_") : text;
    if (kind === "comment") continue;
    if (kind === "word" && whole.test(text)) parts.push({ start, end });
    if ((kind === "string" || kind === "identifier") && whole.test(text.slice(1, -1))) parts.push({ start, end });
    if (kind === "string") parts.push(...matches(template, text, start), ...inWord(text, start));
  }
  return [...parts, ...matches(angle, masked, 0), ...matches(template, masked, 0), ...matches(dots, hidden, 0)];
}

/** In a string that is one word, such as `'<uuid>:1-100'`: neither a sentence nor markup. */
function inWord(text: string, start: number): readonly Part[] {
  if (/\s|<\/|\/>/.test(text) || whole.test(text.slice(1, -1))) return [];
  return matches(angle, text, start);
}

function inShell(code: string): readonly Part[] {
  const words = shellWords(code);
  const parts = words.flatMap((word) => wholeWord(code, word));
  const bare = code.split("");
  for (const { start, end } of commentsBetween(code, words)) bare.fill(" ", start, end);
  const templates = matches(template, bare.join(""), 0);
  // Quotes are masked with a sign that no placeholder begins or ends with; a command in $(…) is code.
  const quotes = words.flatMap((word) => word.quoted).filter(({ start }) => code[start] !== "(");
  const hidden = [...bare];
  for (const { start, end } of quotes) bare.fill(".", start, end);
  for (const { start, end } of quotes) hidden.fill("_", start, end);
  return [...parts, ...templates, ...angles(bare.join(""), code), ...inCommands(code, hidden.join(""))];
}

/** Dots that stand for the rest of a command, and what is left open in the SQL that a client is given. */
function inCommands(code: string, hidden: string): readonly Part[] {
  if (!/\.{3}|…|<[A-Za-z]/.test(code)) return [];
  return shellCommands(code).flatMap(({ name, words, span }) => {
    // What is printed may be a sentence.
    const rest = /^(?:echo|printf|logger)$/.test(name)
      ? []
      : matches(dots, hidden.slice(span.start, span.end), span.start);
    if (!/^(?:mysql|mariadb)$/.test(name)) return rest;
    const given = words.flatMap(({ start, end, quoted }) =>
      quoted.filter((part) => /\s/.test(code.slice(part.start, part.end)) && start <= part.start && part.end <= end),
    );
    return [...rest, ...given.flatMap(({ start, end }) => matches(angle, code.slice(start, end), start))];
  });
}

function wholeWord(code: string, { start, end, quoted }: ShellWord): readonly Part[] {
  const text = code.slice(start, end);
  const [only] = quoted;
  const isQuoted = only?.start === start && only.end === end;
  return whole.test(isQuoted ? text.slice(1, -1) : text) && (isQuoted || !text.startsWith("<")) ? [{ start, end }] : [];
}

function commentsBetween(code: string, words: readonly ShellWord[]): readonly Part[] {
  const comments: Part[] = [];
  for (const match of code.matchAll(/(?<=^|\s)#[^\n]*/g)) {
    const end = match.index + match[0].length;
    if (!words.some((word) => word.start < end && word.end > match.index)) comments.push({ start: match.index, end });
  }
  return comments;
}

function inText(code: string): readonly Part[] {
  const masked = code.replace(/^\s*[#;].*$/gm, (line) => " ".repeat(line.length));
  const words = [...matches(/[^\s=:,]+/g, masked, 0)].filter(
    ({ start, end }) => whole.test(masked.slice(start, end)) && !masked.startsWith("<", start),
  );
  return [...words, ...angles(masked, code), ...matches(template, masked, 0), ...matches(dots, masked, 0)];
}

/** What is closed further on (`<b>…</b>`) is markup. */
function angles(masked: string, code: string): readonly Part[] {
  return matches(angle, masked, 0).filter(({ start, end }) => !code.includes(`</${masked.slice(start + 1, end)}`));
}

function matches(pattern: RegExp, text: string, shift: number): readonly Part[] {
  return [...text.matchAll(pattern)].map((match) => ({
    start: shift + match.index,
    end: shift + match.index + match[0].length,
  }));
}
