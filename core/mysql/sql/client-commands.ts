import type { Problem } from "../../text/problem.ts";
import type { Span } from "../../text/span.ts";

/** Commands of the mysql client by their first word or letter. They are never sent to a server. HELP is left out: the server has a statement of that name. */
const words: ReadonlyMap<string, string> = new Map([
  ["source", "Put the statements of the file into the block, or run `mysql … < file` in a shell step."],
  ["system", "Write the command as a shell step."],
  ["tee", "Remove it: the audit trail keeps what was seen."],
  ["notee", "Remove it: the audit trail keeps what was seen."],
  ["pager", "Remove it, and use `@expect` to pick out what matters."],
  ["nopager", "Remove it."],
  ["edit", "Remove it."],
  ["ego", "Write `\\G` after the statement instead."],
  ["go", "Write `;` after the statement instead."],
  ["exit", "Remove it: the session ends with the run."],
  ["quit", "Remove it: the session ends with the run."],
  ["connect", "Choose the server with the attribute `on` instead."],
  ["status", "Write `SELECT VERSION(), CURRENT_USER(), CONNECTION_ID()` or SHOW GLOBAL STATUS instead."],
  ["clear", "Remove it."],
  ["print", "Remove it."],
  ["prompt", "Remove it."],
  ["rehash", "Remove it."],
  ["warnings", "Remove it: warnings are always shown."],
  ["nowarning", "Remove it: warnings are always shown."],
  ["charset", "Write `SET NAMES …` instead."],
  ["resetconnection", "Remove it."],
]);

const letters: ReadonlyMap<string, string> = new Map([
  [".", "source"],
  ["!", "system"],
  ["T", "tee"],
  ["t", "notee"],
  ["P", "pager"],
  ["n", "nopager"],
  ["e", "edit"],
  ["q", "quit"],
  ["r", "connect"],
  ["s", "status"],
  ["c", "clear"],
  ["p", "print"],
  ["R", "prompt"],
  ["W", "warnings"],
  ["w", "nowarning"],
  ["C", "charset"],
  ["x", "resetconnection"],
]);

/** What to say of a command (`source`, `\!`, …) that is the client's own; undefined when it is not. Every `\` command is. */
export function clientCommandProblem(command: string, span: Span): Problem | undefined {
  const isLetter = command.startsWith("\\");
  const advice = words.get(isLetter ? (letters.get(command.slice(1)) ?? "") : command);
  if (advice === undefined && !isLetter) return undefined;
  return {
    code: "client-command",
    message: `\`${command}\` is a command of the mysql client, which no server understands. ${advice ?? "Remove it."}`,
    span,
  };
}
