import { splitStatements } from "../mysql/sql/statements.ts";
import type { Problem } from "../text/problem.ts";
import { type CodeLine, dropStart, lineSpan, type SessionReading } from "./code.ts";

// `mysql>`, `mysql-primary>`, `MariaDB [(none)]>`, `mysql [localhost:8032] {msandbox} ((none)) >`
const clientPrompt =
  /^\s*(?:mysql|mariadb)(?:-[\w.-]+)?(?:[ \t]*(?:\[[^\]\n]*\]|\{[^}\n]*\}|\(+[^)\n]*\)+))*[ \t]*>(?:[ \t]|$)/i;
// What `prompt=` makes of it: `root@localhost [test]>`, `(root@db1) [mysql]>`, `10:02 app@db1:3306 (none)>`
const customPrompt =
  /^\s*(?:\d[\d:]{3,7}[ \t]+)?(?:\w[\w.-]*@[\w%.-]+(?::\d+)?|\([^()\n]*\w@\w[^()\n]*\)|\[[^\]\n]*\w@\w[^\]\n]*\])(?:[ \t]*(?:\[[^\]\n|]*\]|\{[^}\n|]*\}|\(+[^()\n|]*\)+|[\w$-]+)){0,4}[ \t]*>(?:[ \t]|$)/;
/** Behind a `>` it begins a statement: the line is no output, and which part of it is a prompt is not known. */
const perhapsPrompt =
  /^[^|+>\n]{0,80}>[ \t]*(?:alter|analyze|begin|call|change|clone|commit|create|deallocate|delete|do|drop|execute|explain|flush|grant|handler|insert|install|kill|load|lock|optimize|prepare|purge|rename|repair|replace|reset|restart|revoke|rollback|select|set|show|shutdown|start|stop|truncate|uninstall|unlock|update|use|with|xa)\b/i;
const shellPrompt = /^\s*MySQL\s[^\n]*\bSQL[ \t]*>(?:[ \t]|$)/;
const continuation = /^\s*(?:->|'>|">|`>|\/\*>)(?:[ \t]|$)/;
const annotation = /^\s*(?:--|#)\s*@[a-z]/;

export function isSqlSession(lines: readonly CodeLine[]): boolean {
  return lines.some((line) => promptLength(line.text) > 0);
}

/**
 * Keeps what was typed behind a prompt. The rest is output, except where that would run half of a statement: an unprompted
 * line behind one that has no terminator yet (`DELETE FROM t`, next line `WHERE …`), or SQL in front of the first prompt.
 */
export function readSqlSession(lines: readonly CodeLine[]): SessionReading {
  const kept: CodeLine[] = [];
  const problems: Problem[] = [];
  let typed: string[] = [];
  let hasPrompt = false;
  for (const line of lines) {
    const prompt = promptLength(line.text);
    const more = hasPrompt ? (continuation.exec(line.text)?.[0].length ?? 0) : 0;
    if (prompt > 0 && isFinished(typed) && isFarewell(line.text.slice(prompt))) typed = [];
    else if (prompt > 0 || more > 0) {
      const stripped = dropStart(line, prompt || more);
      kept.push(stripped);
      typed = prompt > 0 && isFinished(typed) ? [stripped.text] : [...typed, stripped.text];
      hasPrompt = true;
    } else if (annotation.test(line.text)) {
      kept.push(line);
    } else if (line.text.trim() !== "" && !isComment(line.text)) {
      if (perhapsPrompt.test(line.text)) problems.push(promptProblem(line));
      else if (!hasPrompt || !isFinished(typed)) problems.push(mixedProblem(line, hasPrompt));
      typed = [];
    }
  }
  return { lines: kept, problems: problems.slice(0, 1) };
}

function promptLength(text: string): number {
  return (clientPrompt.exec(text) ?? customPrompt.exec(text) ?? shellPrompt.exec(text))?.[0].length ?? 0;
}

/** `MariaDB [(none)]>`: the client of a MariaDB server. */
export function isMariadbPrompt(line: string): boolean {
  return /^\s*MariaDB \[[^\]]*\]>/.test(line);
}

function isFinished(typed: readonly string[]): boolean {
  const last = splitStatements(typed.join("\n")).statements.at(-1);
  return last === undefined || last.terminator !== "" || /^use\b/i.test(last.text);
}

/** The end of the session, at which nothing is sent. */
function isFarewell(text: string): boolean {
  return /^\s*(?:exit|quit|\\q)\s*;?\s*$/i.test(text);
}

function isComment(text: string): boolean {
  return /^\s*(?:--(?:\s|$)|#)/.test(text);
}

function promptProblem(line: CodeLine): Problem {
  const message =
    "This line looks like a statement behind a prompt of its own, and would be left out as output. Remove what stands before the statement from every line, and the output.";
  return { code: "ambiguous-prompt", message, span: lineSpan(line) };
}

function mixedProblem(line: CodeLine, hasPrompt: boolean): Problem {
  const message = hasPrompt
    ? "The statement above has no terminator, so this line may be a part of it or its output. End the statement with `;`, or remove the prompts and the output."
    : "This line stands before the first prompt, so it may be a statement or not. Remove it, or put a prompt before it.";
  return { code: "ambiguous-prompt", message, span: lineSpan(line) };
}
