import { splitStatements } from "../mysql/sql/statements.ts";
import { isSignificant, type SqlToken } from "../mysql/sql/token.ts";
import { tokenizeSql } from "../mysql/sql/tokenize.ts";
import { spanInDocument } from "../runbook/step.ts";
import type { Runbook, Step } from "../runbook/types.ts";
import { type ShellCommand, shellCommands } from "../shell/commands.ts";
import { keepByText } from "../text/keep.ts";
import { KeptOn } from "../text/kept-on.ts";
import type { Span } from "../text/span.ts";
import type { TextEdit } from "./rule.ts";

/** One SQL statement of a step: of a SQL block, or handed to a client by a shell script (`mysql -e "…"`, a here-document). */
export interface Statement {
  readonly step: Step;
  readonly text: string;
  /** Where the text begins in the step's code. */
  readonly start: number;
  /** Those that mean something; offsets in the step's code. */
  readonly tokens: readonly SqlToken[];
  /** One for each token: keywords, names and system variables in upper case, the rest as written. */
  readonly words: readonly string[];
  readonly terminator: string;
  /** The client that is given it in a shell script. */
  readonly client?: ShellCommand;
}

/** What a step is read from. */
export type Code = Pick<Step, "kind" | "code">;

const statements = new KeptOn<Step, readonly Statement[]>();
/** What a code is read to does not depend on its place, and after a keystroke nearly every code is what it was. */
const commands = keepByText(shellCommands);
const sqlStatements = keepByText(readSql);
const scriptStatements = keepByText(readScript);

/** The commands of a shell step; none for another kind. */
export function commandsOf(step: Code): readonly ShellCommand[] {
  return step.kind === "shell" ? commands(step.code) : [];
}

/** The SQL statements of a step, whether it is SQL or a shell script that hands some to a client. */
export function statementsOf(step: Step): readonly Statement[] {
  const known = statements.get(step);
  if (known) return known;
  const found = statementsIn(step).map((statement) => ({ ...statement, step }));
  statements.set(step, found);
  return found;
}

export function allStatements(runbook: Runbook): readonly Statement[] {
  return runbook.steps.flatMap(statementsOf);
}

/** Place in the document of the tokens from `first` to `last`. */
export function tokenSpan({ step, tokens }: Statement, first: number, last = first): Span {
  const start = tokens[first]?.start ?? 0;
  return codeSpan(step, { start, end: Math.max(start, tokens[last]?.end ?? start) });
}

/** Place in the document of a part of a step's code. */
export function codeSpan(step: Step, { start, end }: Span): Span {
  return spanInDocument(step.codeOffsets, { start, end });
}

export function replaceTokens(statement: Statement, first: number, last: number, newText: string): TextEdit {
  return { span: tokenSpan(statement, first, last), newText };
}

/** An edit that puts a text behind a token. */
export function insertAfter(statement: Statement, index: number, newText: string): TextEdit {
  const { end } = tokenSpan(statement, index);
  return { span: { start: end, end }, newText };
}

/** Whether the statement begins with these words; `*` stands for any one. */
export function begins({ words }: UnplacedStatement, start: string): boolean {
  return start.split(" ").every((word, index) => (word === "*" ? words[index] !== undefined : words[index] === word));
}

/** The arguments of every call of a function: the index of its name, and each argument's first and last token. */
export function callsOf(
  { words }: UnplacedStatement,
  name: string,
): readonly { readonly at: number; readonly end: number; readonly args: readonly (readonly [number, number])[] }[] {
  return words.flatMap((word, at) => {
    if (word !== name || words[at + 1] !== "(") return [];
    const args: [number, number][] = [];
    let depth = 0;
    let from = at + 2;
    for (let index = at + 1; index < words.length; index++) {
      const each = words[index];
      if (each === "(") depth++;
      else if (each === ")") depth--;
      if ((each === "," && depth === 1) || depth === 0) {
        if (from < index) args.push([from, index - 1]);
        from = index + 1;
      }
      if (depth === 0) return [{ at, end: index, args }];
    }
    return [];
  });
}

export interface Assignment {
  /** Lower case, without scope. */
  readonly name: string;
  readonly scope: "global" | "session" | "persist";
  readonly at: number;
  /** Of the value: first and last token. */
  readonly value: readonly [number, number];
  /** The value in upper case without quotes. */
  readonly text: string;
}

/** The settings that a SET statement changes, in whatever way the scope is written. */
export function assignmentsOf(statement: UnplacedStatement): readonly Assignment[] {
  const { words } = statement;
  if (words[0] !== "SET" || words[1] === "STATEMENT") return [];
  const found: Assignment[] = [];
  let scope: Assignment["scope"] = "session";
  let depth = 0;
  let isStart = true;
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "(") depth++;
    if (word === ")") depth--;
    if (word === "," && depth === 0) {
      isStart = true;
      continue;
    }
    if (!isStart) continue;
    if (/^(?:GLOBAL|SESSION|LOCAL|PERSIST|PERSIST_ONLY)$/.test(word)) {
      scope = scopeOf(word);
      continue;
    }
    isStart = false;
    const colon = words[at + 1] === ":" ? 1 : 0;
    if (words[at + 1 + colon] !== "=") continue;
    const written = /^@@(?:(GLOBAL|SESSION|LOCAL|PERSIST|PERSIST_ONLY)\.)?(.+)$/.exec(word);
    const first = at + 2 + colon;
    const last = endOfValue(words, first);
    found.push({
      name: (written?.[2] ?? word).toLowerCase(),
      scope: written ? scopeOf(written[1] ?? "SESSION") : scope,
      at,
      value: [first, last],
      text: words
        .slice(first, last + 1)
        .join("")
        .replace(/^(["'])(.*)\1$/s, "$2")
        .toUpperCase(),
    });
  }
  return found;
}

function scopeOf(word: string): Assignment["scope"] {
  return word === "GLOBAL" ? "global" : word.startsWith("PERSIST") ? "persist" : "session";
}

function endOfValue(words: readonly string[], first: number): number {
  let depth = 0;
  for (let index = first; index < words.length; index++) {
    if (words[index] === "(") depth++;
    if (words[index] === ")") depth--;
    if (words[index] === "," && depth === 0) return index - 1;
  }
  return words.length - 1;
}

export type UnplacedStatement = Omit<Statement, "step">;

/** The statements of `statementsOf`, for what depends on the code and not on the step that it stands in. */
export function statementsIn({ kind, code }: Code): readonly UnplacedStatement[] {
  return kind === "sql" ? sqlStatements(code) : kind === "shell" ? scriptStatements(code) : [];
}

function readScript(code: string): readonly UnplacedStatement[] {
  return commands(code).flatMap((command, index, all) =>
    isClient(command) ? sqlOf(code, command, command.joinedBy === "|" ? all[index - 1] : undefined) : [],
  );
}

/** Whether a command is the interactive client of a server. */
export function isClient({ name }: ShellCommand): boolean {
  return name === "mysql" || name === "mariadb";
}

/** `feeder` is the command that is piped into the client. */
function sqlOf(code: string, command: ShellCommand, feeder: ShellCommand | undefined): readonly UnplacedStatement[] {
  const heredoc = command.heredoc ?? (feeder?.name === "cat" ? feeder.heredoc : undefined);
  const spans: Span[] = heredoc ? [withoutLastLine(code, heredoc)] : [];
  if (feeder?.name === "echo" || feeder?.name === "printf")
    for (const { start, end, text, value } of feeder.words.slice(1))
      if (value !== text) spans.push({ start: start + 1, end: end - 1 });
  for (const [index, word] of command.words.entries()) {
    const attached = /^(?:--execute=|-[a-zA-Z]*e)(?=["'])/.exec(word.text)?.[0].length;
    const next = command.words[index + 1];
    if (attached !== undefined) spans.push({ start: word.start + attached + 1, end: word.end - 1 });
    else if (/^(?:-[a-oq-zA-Z]*e|--execute)$/.test(word.text) && next)
      spans.push(next.value === next.text ? next : { start: next.start + 1, end: next.end - 1 });
  }
  return spans.flatMap(({ start, end }) => cut(code.slice(start, end), start, command));
}

function withoutLastLine(code: string, { start, end }: Span): Span {
  return { start, end: Math.max(start, code.lastIndexOf("\n", end - 1)) };
}

function readSql(code: string): readonly UnplacedStatement[] {
  return cut(code, 0);
}

/** `start` is where the SQL begins in the code. */
function cut(sql: string, start: number, client?: ShellCommand): readonly UnplacedStatement[] {
  return splitStatements(sql).statements.map(({ text, span, terminator }) => {
    const shift = start + span.start;
    const tokens = tokenizeSql(text)
      .filter(isSignificant)
      .map((token) => ({ ...token, start: token.start + shift, end: token.end + shift }));
    const words = tokens.map((token) =>
      ["string", "identifier", "variable"].includes(token.kind) ? token.text : token.text.toUpperCase(),
    );
    return { text, start: shift, tokens, words, terminator, ...(client ? { client } : {}) };
  });
}
