import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Reaction } from "../../core/option-file/reaction.ts";

/** The folder with real option files and what real servers said of them; it is not part of the project. */
export const CORPUS =
  process.env["DR_RUNBOOKS_CORPUS"] ?? fileURLToPath(new URL("../../../shared/corpus/option-files", import.meta.url));

/** Why what needs the corpus is skipped; false when it is there. */
export const noCorpus: string | false = existsSync(`${CORPUS}/verdicts.jsonl`)
  ? false
  : "the corpus of option files is not there; set DR_RUNBOOKS_CORPUS to its folder";

export interface ServerError {
  readonly option?: string;
  /** From 1; absent when the message names no place. */
  readonly line?: number;
  readonly kind: string;
  readonly level: string;
  readonly message: string;
  readonly plugin?: boolean;
}

export interface Verdict {
  readonly file: string;
  readonly server: string;
  readonly exit: number;
  readonly first_exit: number;
  readonly errors: readonly ServerError[];
}

export function readVerdicts(): readonly Verdict[] {
  return readFileSync(`${CORPUS}/verdicts.jsonl`, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Verdict);
}

/** Lines and reactions (`12 refuses`) with a message each; `free`: lines that the server says something of that counts neither way. */
export interface CountedLines {
  readonly wanted: ReadonlyMap<string, string>;
  readonly free: ReadonlySet<number>;
}

export function countedLines(verdict: Verdict): CountedLines {
  const wanted = new Map<string, string>();
  const free = new Set<number>();
  for (const error of verdict.errors) {
    if (error.line === undefined) continue;
    const reaction = isOracleTrouble(error, verdict) ? undefined : reactionOf(error);
    if (reaction) wanted.set(`${error.line} ${reaction}`, error.message);
    else free.add(error.line);
  }
  return { wanted, free };
}

export function readCorpusFile(name: string): string {
  return readFileSync(`${CORPUS}/files/${name}`, "utf8");
}

/** The reaction that a message stands for; undefined for those that count neither way. */
function reactionOf({ kind, level, plugin }: ServerError): Reaction | undefined {
  if (plugin) return undefined;
  const fatal = level === "ERROR" || level === "-";
  switch (kind) {
    case "unknown-variable":
    case "bad-value":
      return fatal ? "refuses" : "ignores";
    case "ambiguous":
    case "syntax":
      return fatal ? "refuses" : undefined;
    case "ignored":
      return "ignores";
    case "adjusted":
      return "adjusts";
    case "deprecated":
      return "warns";
    default:
      return undefined;
  }
}

/** By server: options that a real start warns about although this mode does not. */
export function readRealStart(): ReadonlyMap<string, ReadonlySet<string>> {
  const lists = JSON.parse(readFileSync(`${CORPUS}/facts/realstart.json`, "utf8")) as Record<string, readonly string[]>;
  return new Map(Object.entries(lists).map(([server, names]) => [server, new Set(names)]));
}

/**
 * Whether a message comes of how the server was asked: a fatal value earlier in the file kept it from reading where its own
 * character sets are, so it knew none, and no collation fitted.
 */
function isOracleTrouble({ message }: ServerError, { errors }: Verdict): boolean {
  const withoutSets = errors.some((error) => /'utf8' is not a compiled character set/.test(error.message));
  return withoutSets && /is not a compiled character set|is not valid for CHARACTER SET 'latin1'/.test(message);
}
