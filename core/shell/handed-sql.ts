import type { Span } from "../text/span.ts";
import type { ShellCommand } from "./commands.ts";

/** Whether a command is the interactive client of a server. */
export function isClient({ name }: ShellCommand): boolean {
  return name === "mysql" || name === "mariadb";
}

/** Where the SQL stands that a script hands to a client: behind `-e`, in a here-document, or piped in. `feeder` is the command before the pipe. */
export function handedSql(script: string, command: ShellCommand, feeder: ShellCommand | undefined): readonly Span[] {
  const heredoc = command.heredoc ?? (feeder?.name === "cat" ? feeder.heredoc : undefined);
  const spans: Span[] = heredoc ? [withoutLastLine(script, heredoc)] : [];
  if (feeder?.name === "echo" || feeder?.name === "printf")
    for (const { start, end, text, value } of feeder.words.slice(1))
      if (value !== text) spans.push({ start: start + 1, end: end - 1 });
  // A here-string.
  for (const { operator, word } of command.redirections)
    if (operator === "<<<") spans.push(word.value === word.text ? word : { start: word.start + 1, end: word.end - 1 });
  for (const [index, word] of command.words.entries()) {
    const attached = /^(?:--execute=|-[a-zA-Z]*e)(?=["'])/.exec(word.text)?.[0].length;
    const next = command.words[index + 1];
    if (attached !== undefined) spans.push({ start: word.start + attached + 1, end: word.end - 1 });
    else if (/^(?:-[a-oq-zA-Z]*e|--execute)$/.test(word.text) && next)
      spans.push(next.value === next.text ? next : { start: next.start + 1, end: next.end - 1 });
  }
  return spans;
}

function withoutLastLine(code: string, { start, end }: Span): Span {
  return { start, end: Math.max(start, code.lastIndexOf("\n", end - 1)) };
}
