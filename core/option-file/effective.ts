import type { Version } from "../mysql/flavor.ts";
import { KeptOn } from "../text/kept-on.ts";
import type { Span } from "../text/span.ts";
import { canonicalName } from "./canonical-name.ts";
import { defaultOf } from "./defaults.ts";
import { readsGroup } from "./groups.ts";
import type { IncludedFile } from "./include.ts";
import { judgeName, type NameJudgement } from "./judge-name.ts";
import type { SettingPrefix } from "./resolve.ts";
import type { OptionFile, Setting } from "./types.ts";

/** A line that a server reads, and what it says once names and prefixes are resolved. */
export interface EffectiveLine {
  /** Canonical: MySQL's present name, whichever spelling stands in the file. */
  readonly name: string;
  /** `ON` for a bare name, `OFF` for `skip_` and `disable_`, turned round by a value of 0. */
  readonly value: string;
  /** Without a value of its own: the name stands alone. */
  readonly bare: boolean;
  readonly prefixes: readonly SettingPrefix[];
  /** The server has a setting of this name. */
  readonly known: boolean;
  /** Stands in an included file: the places in `setting` are of that file. */
  readonly included: boolean;
  readonly setting: Setting;
}

export interface EffectiveSetting {
  readonly name: string;
  /** Undefined when no line sets it and the default is not known or the server has no such variable. */
  readonly value: string | undefined;
  readonly source: "file" | "default";
  /** From the name to the end of the value, of the line that counts; none when that stands in an included file. */
  readonly span?: Span;
  readonly line?: EffectiveLine;
}

/** What one server ends up with when it reads this file and no other. */
export interface Effective {
  readonly server: Version;
  /** By canonical name, in the order read: the last one counts, lists add up. */
  readonly lines: ReadonlyMap<string, readonly EffectiveLine[]>;
  /** The file includes others that are not known here and may set more. */
  readonly includes: boolean;
  /** How many of the lines this server would not start with because of their name. */
  readonly refused: number;
}

const cache = new KeptOn<OptionFile, { of: IncludedFile | undefined; server: string; effective: Effective }[]>();
/** Every current server, and the target. */
const KEPT = 8;

/**
 * Settings outside any group are taken for those of [mysqld], as in a fragment. What the file includes counts where it is
 * given. Worked out once for a file and server.
 */
export function effectiveOf(file: OptionFile, server: Version, included?: IncludedFile): Effective {
  const of = included?.file === file ? included : undefined;
  const name = `${server.flavor} ${server.major}.${server.minor}.${server.patch}`;
  const known = cache.get(file) ?? [];
  cache.set(file, known);
  const found = known.find((entry) => entry.server === name && entry.of === of);
  if (found) return found.effective;
  const effective = read(file, server, of);
  if (known.length >= KEPT) known.shift();
  known.push({ of, server: name, effective });
  return effective;
}

const judged = new WeakMap<Version, Map<string, NameJudgement>>();
const NAMES_KEPT = 5_000;

/** The names of a file are the same ones after each key that is pressed, for the same few servers. */
function judge(setting: Setting, { server, names }: Reading): NameJudgement {
  const found = names.get(setting.name.value);
  if (found) return found;
  if (names.size >= NAMES_KEPT) names.clear();
  const judgement = judgeName(setting, server);
  names.set(setting.name.value, judgement);
  return judgement;
}

function namesOf(server: Version): Map<string, NameJudgement> {
  const known = judged.get(server) ?? new Map<string, NameJudgement>();
  judged.set(server, known);
  return known;
}

interface Reading {
  readonly server: Version;
  readonly names: Map<string, NameJudgement>;
  readonly lines: Map<string, EffectiveLine[]>;
  readonly groups: Map<string, boolean>;
  includes: boolean;
  refused: number;
}

function read(file: OptionFile, server: Version, included: IncludedFile | undefined): Effective {
  const reading: Reading = {
    server,
    names: namesOf(server),
    lines: new Map(),
    groups: new Map(),
    includes: false,
    refused: 0,
  };
  readFile(file, included, false, reading);
  const { lines, includes, refused } = reading;
  return { server, lines, includes, refused };
}

function readFile(file: OptionFile, of: IncludedFile | undefined, included: boolean, reading: Reading): void {
  for (const line of file.lines) {
    if (line.kind === "include" || line.kind === "includedir") {
      const found = of?.includes.find(({ directive }) => directive === line);
      if (!found || found.problems.length > 0) reading.includes = true;
      for (const other of found?.files ?? []) readFile(other.file, other, true, reading);
    } else if (line.kind === "setting") readSetting(line, included, reading);
  }
}

function readSetting(setting: Setting, included: boolean, reading: Reading): void {
  const { server, groups, lines } = reading;
  const group = setting.group?.name.value ?? "mysqld";
  const reads = groups.get(group) ?? readsGroup(group, server);
  groups.set(group, reads);
  if (!reads) return;
  const judgement = judge(setting, reading);
  if (judgement.refused) reading.refused++;
  const line = resolve(setting, judgement, included);
  const list = lines.get(line.name);
  if (list) list.push(line);
  else lines.set(line.name, [line]);
}

function resolve(setting: Setting, judgement: NameJudgement, included: boolean): EffectiveLine {
  const { base, lookup } = judgement;
  const name = canonicalName(lookup.kind === "abbreviation" ? lookup.of : base);
  const prefixes = base === setting.key ? [] : judgement.prefixes;
  const negative = prefixes.includes("skip") || prefixes.includes("disable");
  const written = setting.value?.value;
  const bare = written === undefined;
  const value = negative ? (written === "0" ? "ON" : "OFF") : (written ?? "ON");
  const known = lookup.kind !== "unknown" && lookup.kind !== "removed" && lookup.kind !== "ambiguous";
  return { name, value, bare, prefixes, known, included, setting };
}

/** What counts for a setting: its last line, else the server's default. `name` may be any spelling. */
export function settingOf(effective: Effective, name: string): EffectiveSetting {
  const canonical = canonicalName(name);
  const line = effective.lines.get(canonical)?.at(-1);
  if (!line) return { name: canonical, value: defaultOf(canonical, effective.server), source: "default" };
  const { setting, value, included } = line;
  if (included) return { name: canonical, value, source: "file", line };
  const span = { start: setting.name.span.start, end: setting.value?.span.end ?? setting.name.span.end };
  return { name: canonical, value, source: "file", span, line };
}
