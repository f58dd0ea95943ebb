import { nearest } from "../core/text/nearest.ts";
import { type Arguments, type CommandSpec, commandList, helpText, parseArguments } from "./args.ts";
import { CliError } from "./errors.ts";
import type { Io } from "./io.ts";

/** Runs one command or group of commands on the words after its name; resolves with the exit code. */
export type CommandMain = (argv: readonly string[], io: Io) => Promise<number>;

/** A command with its help. */
export function command(spec: CommandSpec, action: (args: Arguments, io: Io) => Promise<number>): CommandMain {
  return async (argv, io) => {
    const parsed = parseArguments(spec, argv);
    if (parsed.status === "parsed") return action(parsed.args, io);
    io.out.write(helpText(spec));
    return 0;
  };
}

export interface GroupEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<CommandMain>;
}

export interface GroupSpec {
  /** `dr-runbooks`, `dr-runbooks audit`. */
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly GroupEntry[];
  /** What else the help says, after the list of commands. */
  readonly notes: readonly string[];
}

function groupHelp(group: GroupSpec): string {
  const lines = [
    group.summary,
    "",
    `Usage: ${group.name} COMMAND …`,
    "",
    "Commands:",
    ...commandList(group.commands),
    "",
    ...group.notes,
    `Help on a command: ${group.name} COMMAND --help`,
  ];
  return `${lines.join("\n")}\n`;
}

/** A command that only chooses among others. */
export function group(spec: GroupSpec): CommandMain {
  return async (argv, io) => {
    const [name, ...rest] = argv;
    if (name === "--help" || name === "-h" || name === "help") {
      const about = spec.commands.find((entry) => entry.name === rest[0]);
      if (name === "help" && about) return (await about.load())(["--help"], io);
      io.out.write(groupHelp(spec));
      return 0;
    }
    if (name === undefined)
      throw new CliError(`${spec.name} needs a command.`, { advice: groupHelp(spec).trimEnd().split("\n").slice(2) });
    const entry = spec.commands.find((candidate) => candidate.name === name);
    if (entry) return (await entry.load())(rest, io);
    const [meant] = nearest(
      name,
      spec.commands.map((candidate) => candidate.name),
    );
    const what = name.startsWith("-") ? "option" : "command";
    throw new CliError(`Unknown ${what} ${name}.${meant ? ` Did you mean ${meant}?` : ""}`, {
      advice: [`See: ${spec.name} --help`],
    });
  };
}
