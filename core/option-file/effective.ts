import type { Version } from "../mysql/flavor.ts";
import type { Span } from "../text/span.ts";
import { canonicalName } from "./canonical-name.ts";
import { defaultOf } from "./defaults.ts";
import { readsGroup } from "./groups.ts";
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
  readonly setting: Setting;
}

export interface EffectiveSetting {
  readonly name: string;
  /** Undefined when no line sets it and the default is not known or the server has no such variable. */
  readonly value: string | undefined;
  readonly source: "file" | "default";
  /** From the name to the end of the value, of the line that counts. */
  readonly span?: Span;
  readonly line?: EffectiveLine;
}

/** What one server ends up with when it reads this file and no other. */
export interface Effective {
  readonly server: Version;
  /** By canonical name, in the order read: the last one counts, lists add up. */
  readonly lines: ReadonlyMap<string, readonly EffectiveLine[]>;
  /** The file includes others, which may set more. */
  readonly includes: boolean;
  /** How many of the lines this server would not start with because of their name. */
  readonly refused: number;
}

const cache = new WeakMap<OptionFile, Map<string, Effective>>();

/** Settings outside any group are taken for those of [mysqld], as in a fragment. Worked out once for a file and server. */
export function effectiveOf(file: OptionFile, server: Version): Effective {
  const key = `${server.flavor} ${server.major}.${server.minor}.${server.patch}`;
  const known = cache.get(file) ?? new Map<string, Effective>();
  cache.set(file, known);
  const effective = known.get(key) ?? read(file, server);
  known.set(key, effective);
  return effective;
}

function read(file: OptionFile, server: Version): Effective {
  const lines = new Map<string, EffectiveLine[]>();
  const groups = new Map<string, boolean>();
  let includes = false;
  let refused = 0;
  for (const line of file.lines) {
    if (line.kind === "include" || line.kind === "includedir") includes = true;
    if (line.kind !== "setting") continue;
    const group = line.group?.name.value ?? "mysqld";
    const reads = groups.get(group) ?? readsGroup(group, server);
    groups.set(group, reads);
    if (!reads) continue;
    const judged = judgeName(line, server);
    if (judged.refused) refused++;
    const effective = resolve(line, judged);
    const list = lines.get(effective.name);
    if (list) list.push(effective);
    else lines.set(effective.name, [effective]);
  }
  return { server, lines, includes, refused };
}

function resolve(setting: Setting, { base, lookup, ...judged }: NameJudgement): EffectiveLine {
  const name = canonicalName(lookup.kind === "abbreviation" ? lookup.of : base);
  const prefixes = base === setting.key ? [] : judged.prefixes;
  const negative = prefixes.includes("skip") || prefixes.includes("disable");
  const written = setting.value?.value;
  const bare = written === undefined;
  const value = negative ? (written === "0" ? "ON" : "OFF") : (written ?? "ON");
  return { name, value, bare, prefixes, setting };
}

/** What counts for a setting: its last line, else the server's default. `name` may be any spelling. */
export function settingOf(effective: Effective, name: string): EffectiveSetting {
  const canonical = canonicalName(name);
  const line = effective.lines.get(canonical)?.at(-1);
  if (!line) return { name: canonical, value: defaultOf(canonical, effective.server), source: "default" };
  const { setting, value } = line;
  const span = { start: setting.name.span.start, end: setting.value?.span.end ?? setting.name.span.end };
  return { name: canonical, value, source: "file", span, line };
}
