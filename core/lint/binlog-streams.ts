import type { Step } from "../runbook/types.ts";
import type { ShellCommand } from "../shell/commands.ts";
import { isClient } from "../shell/handed-sql.ts";
import { commandsOf } from "./code.ts";

/** A `mysqlbinlog … | mysql …` of a script. */
export interface BinlogStream {
  readonly reader: ShellCommand;
  readonly client: ShellCommand;
}

export function isBinlogReader({ name }: ShellCommand): boolean {
  return name === "mysqlbinlog" || name === "mariadb-binlog";
}

/** Streams of events into a server; filters may stand between the two programs. */
export function binlogStreams(step: Step): readonly BinlogStream[] {
  const commands = commandsOf(step);
  return commands.flatMap((reader, index) => {
    if (!isBinlogReader(reader)) return [];
    for (const next of commands.slice(index + 1)) {
      if (next.joinedBy !== "|") return [];
      if (isClient(next)) return [{ reader, client: next }];
    }
    return [];
  });
}

export function hasOption({ words }: ShellCommand, pattern: RegExp): boolean {
  return words.slice(1).some(({ text }) => pattern.test(text));
}
