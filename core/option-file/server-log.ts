import { isOption, lookup } from "../mysql/catalogue.ts";
import type { Version } from "../mysql/flavor.ts";
import { isPluginOption } from "../mysql/plugin-options.ts";
import { canonicalName } from "./canonical-name.ts";
import { readsGroup } from "./groups.ts";
import { settingKey } from "./parse.ts";
import type { Reaction } from "./reaction.ts";
import { resolveSetting } from "./resolve.ts";
import type { Line, OptionFile, Setting } from "./types.ts";

/** One message of a server that was started on an option file to look at it. */
export interface ServerMessage {
  readonly level: "error" | "warning" | "note";
  /** Without time, level and subsystem. */
  readonly text: string;
}

/** A message with the line that it is about. */
export interface LocatedMessage extends ServerMessage {
  readonly line: Line;
  readonly reaction: Reaction;
}

const STAMPED = /^\d{4}-?\d\d-?\d\d[T ]+\d+:\d\d:\d\d\S*\s+\S+\s+\[(\w+)\]\s+(?:\[MY-\d+\]\s+)?(?:\[\w+\]\s+)?(.*)$/;
const PLAIN = /^(?:\S*(?:mysqld|mariadbd)\S*:\s+|error:\s+)+(?:\[(\w+)\]\s+)?(.*)$/i;

/** The messages in what a server wrote to its error output. */
export function readServerLog(output: string): readonly ServerMessage[] {
  return output.split(/\r?\n/).flatMap((line): readonly ServerMessage[] => {
    const match = STAMPED.exec(line) ?? PLAIN.exec(line) ?? /^()(Found option without preceding group.*)$/.exec(line);
    const text = match?.[2]?.replace(/^\S*(?:mysqld|mariadbd)\S*:\s+/i, "").replace(/^Buffered \w+: /, "");
    return match && text ? [{ level: levelOf(match[1]), text }] : [];
  });
}

function levelOf(word: string | undefined): ServerMessage["level"] {
  const lower = (word || "error").toLowerCase();
  return lower === "warning" ? "warning" : lower === "error" ? "error" : "note";
}

/** What the machine of the check lacks and the file is not to blame for. */
const ENVIRONMENT =
  /Changed limits|max_open_files|shared object|Couldn't load plugin|mysql\.plugin|secure-file-priv|No such file|Can't (read|create|open|get stat)|Aborting|Plugins Shutdown|Shutting down/;

/** Finds the line that a message is about: by its number, by the option it names, or by the value. */
export function locateMessage(message: ServerMessage, file: OptionFile, server: Version): LocatedMessage | undefined {
  if (ENVIRONMENT.test(message.text)) return undefined;
  const reaction = reactionOf(message);
  const line = reaction && findLine(message.text, file, server);
  return line && { ...message, line, reaction };
}

/** Said as a warning. A value that is none counts as passed over: the server takes OFF. */
const IGNORED =
  /unknown (variable|option)|recognized|was removed|(does|do) nothing|To be implemented|Not used or needed|(are|is) ignored/i;

function reactionOf({ level, text }: ServerMessage): Reaction | undefined {
  if (level === "error") return "refuses";
  if (IGNORED.test(text)) return "ignores";
  if (/adjusted|truncated/i.test(text)) return "adjusts";
  if (/deprecated|alias|unique option prefix/i.test(text)) return "warns";
  return undefined;
}

function findLine(text: string, file: OptionFile, server: Version): Line | undefined {
  const numbered = /at line:? (\d+)/.exec(text)?.[1];
  if (numbered !== undefined) return file.lines[Number(numbered) - 1];
  const settings = file.lines.filter((line): line is Setting => line.kind === "setting" && isRead(line, server));
  const quoted = [...text.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? "");
  const mentioned = [...text.matchAll(/--([a-z][\w-]+)|prefix ([\w-]+) instead/gi)].map(
    (match) => match[1] ?? match[2] ?? "",
  );
  for (const name of [...quoted.map((token) => token.replace(/^--?/, "").split("=")[0] ?? ""), ...mentioned]) {
    const key = settingKey(name.trim());
    const same = settings.filter(
      (setting) => key !== "" && (setting.key === key || identity(setting.key, server) === identity(key, server)),
    );
    const exact = same.findLast(
      ({ value }) => value !== undefined && quoted.some((token) => namesValue(token, value.value)),
    );
    const found = exact ?? same.findLast((setting) => setting.name.value === name.trim()) ?? same.at(-1);
    if (found) return found;
  }
  return settings.findLast(
    ({ value }) => value !== undefined && quoted.some((token) => holdsMember(value.value, token)),
  );
}

function isRead({ group }: Setting, server: Version): boolean {
  return group !== undefined && readsGroup(group.name.value, server);
}

function identity(key: string, server: Version): string {
  const { base } = resolveSetting(key, (name) => isOption(name, server) || isPluginOption(name, server));
  const found = lookup(base, server);
  return canonicalName(found.kind === "abbreviation" ? found.of : base);
}

/** `name=value`, or the value itself. */
function namesValue(token: string, value: string): boolean {
  return token === value || token.slice(token.indexOf("=") + 1) === value;
}

function holdsMember(value: string, token: string): boolean {
  return token !== "" && value.split(",").some((member) => member.trim().toLowerCase() === token.toLowerCase());
}
