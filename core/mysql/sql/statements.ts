import { keepByText } from "../../text/keep.ts";
import type { Problem } from "../../text/problem.ts";
import type { Span } from "../../text/span.ts";
import { clientCommandProblem } from "./client-commands.ts";
import { isSignificant, type SqlOptions, type SqlToken } from "./token.ts";
import { SqlReader } from "./tokenize.ts";

export interface StatementPart {
  /** Without terminator, and without the comments and space around it. */
  readonly text: string;
  /** Of `text`, in the code. */
  readonly span: Span;
  /** The terminator was `\G`. */
  readonly vertical: boolean;
  /** As written; empty where the code or, after `use db`, the line ends instead. */
  readonly terminator: string;
}

export interface SplitCode {
  readonly statements: readonly StatementPart[];
  /** Client commands that nothing here executes, quotes and comments left open. Spans are offsets in the code. */
  readonly problems: readonly Problem[];
}

/** Cuts code into statements as the mysql client does: `;`, `\g`, `\G`, DELIMITER, and `use db` up to the end of its line. */
export function splitStatements(code: string, options?: SqlOptions): SplitCode {
  return options ? new Splitter(code, options).split() : splitPlain(code);
}

const splitPlain = keepByText((code) => new Splitter(code, {}).split());

class Splitter {
  readonly #code: string;
  readonly #reader: SqlReader;
  readonly #statements: StatementPart[] = [];
  readonly #problems: Problem[] = [];
  #pending: SqlToken[] = [];

  constructor(code: string, options: SqlOptions) {
    this.#code = code;
    this.#reader = new SqlReader(code, options);
  }

  split(): SplitCode {
    for (let token = this.#reader.next(); token; token = this.#reader.next()) this.#take(token);
    this.#finish("");
    return { statements: this.#statements, problems: this.#problems };
  }

  #take(token: SqlToken): void {
    if (!token.closed) this.#problems.push(unclosedProblem(token));
    if (token.kind === "delimiter" || (token.kind === "command" && /[gG]/.test(token.text))) {
      this.#finish(token.text);
      return;
    }
    const atStart = !this.#pending.some(isMeaningful);
    if (atStart && token.kind === "word" && this.#wholeLine(token)) return;
    if (token.kind === "command" && token.text !== "\\N") {
      const problem = clientCommandProblem(token.text, this.#restOfLine(token));
      if (problem) this.#problems.push(problem);
      if (atStart) this.#reader.moveTo(this.#endOfLine(token.end));
      return;
    }
    this.#pending.push(token);
  }

  /** Handles lines that are for the client: DELIMITER, `source file`, and `use db` without a terminator. */
  #wholeLine(token: SqlToken): boolean {
    const word = token.text.toLowerCase();
    const line = this.#restOfLine(token);
    if (word === "delimiter") {
      const argument = /^\S+\s+(\S+)/.exec(this.#code.slice(line.start, line.end))?.[1];
      if (argument) this.#reader.delimiter = argument;
      else
        this.#problems.push({
          code: "client-command",
          message: "DELIMITER names no delimiter. Write for example `DELIMITER //`.",
          span: line,
        });
      this.#reader.moveTo(line.end);
      this.#pending = [];
      return true;
    }
    const problem = clientCommandProblem(word, line);
    if (problem) {
      this.#problems.push(problem);
      this.#reader.moveTo(line.end);
      return true;
    }
    if (word === "use" && !this.#hasTerminator(line)) {
      for (let next: SqlToken | undefined = token; next; next = this.#reader.next()) {
        if (next.start >= line.end || next.text.includes("\n")) break;
        this.#pending.push(next);
      }
      this.#reader.moveTo(line.end);
      this.#finish("");
      return true;
    }
    return false;
  }

  #finish(terminator: string): void {
    const meaningful = this.#pending.filter(isMeaningful);
    const first = meaningful[0];
    const last = meaningful.at(-1);
    const hasCode = this.#pending.some(isSignificant);
    this.#pending = [];
    if (!first || !last || !hasCode) return;
    const span = { start: first.start, end: last.end };
    this.#statements.push({
      text: this.#code.slice(span.start, span.end),
      span,
      vertical: terminator === "\\G",
      terminator,
    });
  }

  #hasTerminator(line: Span): boolean {
    const text = this.#code.slice(line.start, line.end);
    return text.includes(this.#reader.delimiter) || /\\g/i.test(text);
  }

  #restOfLine(token: SqlToken): Span {
    return { start: token.start, end: this.#endOfLine(token.start) };
  }

  #endOfLine(at: number): number {
    const feed = this.#code.indexOf("\n", at);
    return feed < 0 ? this.#code.length : feed;
  }
}

function isMeaningful(token: SqlToken): boolean {
  return token.kind !== "space" && token.kind !== "comment";
}

function unclosedProblem(token: SqlToken): Problem {
  const what = token.kind === "comment" ? "This comment" : token.kind === "variable" ? "This variable" : "This quote";
  const closing =
    token.kind === "comment" ? "*/" : token.kind === "variable" ? "}" : token.text.replace(/^@/, "").slice(0, 1);
  return {
    code: "unclosed-quote",
    message: `${what} is never closed. Add \`${closing}\` where it ends.`,
    span: { start: token.start, end: token.end },
  };
}
