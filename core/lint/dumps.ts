import type { ShellCommand } from "../shell/commands.ts";
import { hasOption } from "./binlog-streams.ts";

export interface Dump {
  readonly command: ShellCommand;
  readonly isEverything: boolean;
  readonly isSeed: boolean;
  /** Named tables or no rows: not a backup of a database. */
  readonly isPart: boolean;
}

/** What a mysqldump is for; undefined for another command, and for one that only asks for its version or help. */
export function dumpOf(command: ShellCommand): Dump | undefined {
  if (command.name !== "mysqldump" && command.name !== "mariadb-dump") return undefined;
  if (command.words.length < 2 || hasOption(command, /^(?:--version|-V|--help|-\?|--print-defaults)$/))
    return undefined;
  const isEverything = hasOption(command, /^(?:--all-databases|-[a-oq-zB-Z]*A[a-zA-Z]*)$/);
  return {
    command,
    isEverything,
    isSeed: hasOption(command, /^--(?:master|source|dump-slave|dump-replica)(?:-data)?\b/),
    isPart:
      hasOption(command, /^(?:--no-data|-d|--tables|--where\b.*|-w.*|--no-create-info|-t)$/) ||
      (!hasOption(command, /^(?:--databases|-B)$/) && !isEverything && positionals(command) > 1),
  };
}

/** Options whose value may be a word of its own. */
const valued =
  /^(?:-[uhPS]|--(?:user|host|port|socket|result-file|defaults-file|defaults-extra-file|defaults-group-suffix|login-path|tab|ignore-table|where|password)|-[rTw])$/;

export function positionals({ words }: ShellCommand): number {
  let count = 0;
  for (let index = 1; index < words.length; index++) {
    const { text } = words[index] ?? { text: "" };
    if (valued.test(text)) index++;
    else if (!text.startsWith("-") && text !== "\\") count++;
  }
  return count;
}
