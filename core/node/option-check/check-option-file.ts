import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isOption } from "../../mysql/catalogue.ts";
import { atLeast, type Version } from "../../mysql/flavor.ts";
import { productOf } from "../../mysql/manual.ts";
import { parseOptionFile } from "../../option-file/parse.ts";
import { type LocatedMessage, locateMessage, readServerLog, type ServerMessage } from "../../option-file/server-log.ts";
import type { Line, OptionFile } from "../../option-file/types.ts";
import { runProgram } from "../instances/run-program.ts";
import { layoutArguments, type ServerBuild, userArguments } from "../instances/server-build.ts";

/** What a real server says of an option file. */
export interface OptionFileVerdict {
  /** `MySQL 9.7.4` */
  readonly server: string;
  /** Whether it took the file as it is. */
  readonly accepts: boolean;
  /** In the order of the lines; one for each line and reaction. */
  readonly messages: readonly LocatedMessage[];
  /** Why it ended although no line of the file is to blame: last lines of its output. Absent when all was looked at. */
  readonly gaveUp?: string;
}

const MOST_ROUNDS = 60;
const ROUND_MS = 30_000;

/**
 * Lets a server look at a copy of an option file, in a folder of its own and without starting. A server ends at its first
 * fatal line, so that one is blanked and the server asked again. What only concerns the machine (folders, user) is left out,
 * as are includes. Rejects only when the signal fires or the temporary folder can't be made.
 */
export async function checkOptionFile(
  text: string,
  build: ServerBuild,
  signal?: AbortSignal,
): Promise<OptionFileVerdict> {
  const folder = await mkdtemp(join(tmpdir(), "dr-check-"));
  try {
    for (const name of ["data", "tmp"]) await mkdir(join(folder, name));
    return await askInRounds(text, build, folder, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function askInRounds(
  text: string,
  build: ServerBuild,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<OptionFileVerdict> {
  const file = parseOptionFile(text);
  const path = join(folder, "my.cnf");
  const blanked = new Set<Line>(file.lines.filter((line) => isOfThisMachine(line, build.version)));
  const found = new Map<string, LocatedMessage>();
  const server = `${productOf(build.flavor)} ${build.versionText.replace(/[-+~].*$/, "")}`;
  const verdict = (accepts: boolean, gaveUp?: string): OptionFileVerdict => ({
    server,
    accepts,
    messages: [...found.values()].sort((a, b) => a.line.span.start - b.line.span.start),
    ...(gaveUp === undefined ? {} : { gaveUp }),
  });
  for (let round = 0; round < MOST_ROUNDS; round++) {
    signal?.throwIfAborted();
    await writeFile(path, writtenWithout(file, blanked), { mode: 0o600 });
    const { status, stderr } = await runProgram(build.binary, checkArguments(build, path, folder), {
      cwd: folder,
      timeoutMs: ROUND_MS,
      ...(signal ? { signal } : {}),
    });
    const messages = readServerLog(stderr);
    const asked = withoutLines(file, blanked);
    const located = messages.flatMap((message) => locateMessage(message, asked, build.version) ?? []);
    for (const message of located) {
      const key = `${message.line.span.start} ${message.reaction}`;
      if (!found.has(key)) found.set(key, { ...message, text: message.text.replaceAll(path, "the file") });
    }
    if (status === 0) return verdict(![...found.values()].some(({ reaction }) => reaction === "refuses"));
    const fatal = located.filter(({ reaction, line }) => reaction === "refuses" && line.kind !== "blank");
    if (fatal.length === 0) return verdict(false, reasonOf(messages, stderr, status));
    for (const { line } of fatal) blanked.add(line);
  }
  return verdict(false, `It still refused the file after ${MOST_ROUNDS} rounds.`);
}

/** What makes a server look at the option file at `path` and end. `folder` holds empty folders `data` and `tmp`. */
export function checkArguments(build: ServerBuild, path: string, folder: string): readonly string[] {
  const validates = build.flavor === "mysql" && atLeast(build.version, 8, 0, 16);
  const logs = build.flavor === "mysql" && atLeast(build.version, 5, 7, 2);
  return [
    `--defaults-file=${path}`,
    ...layoutArguments(build),
    `--datadir=${join(folder, "data")}`,
    `--tmpdir=${join(folder, "tmp")}`,
    "--secure-file-priv=",
    ...(logs ? ["--log-error-verbosity=2"] : []),
    ...userArguments(),
    ...(validates ? ["--validate-config"] : ["--verbose", "--help"]),
  ];
}

/** Folders and the like of the machine that the file is for. A server that does not know one is asked about the line. */
const OF_THE_MACHINE = new Set([
  ..."basedir datadir tmpdir plugin_dir secure_file_priv log_error log_error_services".split(" "),
  ..."lc_messages_dir language character_sets_dir user chroot".split(" "),
]);
/** They would make the server do more than look, or look at something else. */
const ACTS = new Set("daemonize initialize initialize_insecure bootstrap help verbose validate_config".split(" "));

function isOfThisMachine(line: Line, server: Version): boolean {
  if (line.kind === "include" || line.kind === "includedir") return true;
  if (line.kind !== "setting" || !line.group) return false;
  const name = line.key.replace(/^loose_/, "");
  return ACTS.has(name) || (OF_THE_MACHINE.has(name) && isOption(name, server));
}

/** What the server is asked about: blanked lines are to blame for nothing any more. */
function withoutLines(file: OptionFile, blanked: ReadonlySet<Line>): OptionFile {
  return { ...file, lines: file.lines.map((line) => (blanked.has(line) ? { kind: "blank", span: line.span } : line)) };
}

/** The file with some lines empty, so that the others keep their numbers. */
function writtenWithout({ text, lines }: OptionFile, blanked: ReadonlySet<Line>): string {
  return lines
    .map((line) => {
      const written = text.slice(line.span.start, line.span.end);
      return blanked.has(line) ? (written.endsWith("\n") ? "\n" : "") : written;
    })
    .join("");
}

function reasonOf(messages: readonly ServerMessage[], stderr: string, status: number | null): string {
  const errors = messages.filter(({ level, text }) => level === "error" && !/^Aborting/.test(text));
  const last = errors.at(-1)?.text ?? stderr.trim().split("\n").at(-1) ?? "";
  return last || (status === null ? "It did not end in time." : `It ended with status ${status}.`);
}
