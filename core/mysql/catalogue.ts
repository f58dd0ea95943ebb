import { nearest } from "../text/nearest.ts";
import { type OptionRecord, parseRecord } from "./catalogue/record.ts";
import { namedReplacement, type Table, tableOf, tablesOf } from "./catalogue/table.ts";
import { atLeast, type Flavor, type Version } from "./flavor.ts";
import { isPluginOption } from "./plugin-options.ts";
import { successorOf, synonyms } from "./renames.ts";

/** What a server of one version makes of an option's name. Names are in lower case with `_` and without `loose_` and the like. */
export type Lookup =
  | { readonly kind: "known" | "ignored" | "plugin" }
  | { readonly kind: "deprecated"; readonly replacement?: string }
  | { readonly kind: "abbreviation"; readonly of: string }
  | { readonly kind: "ambiguous"; readonly candidates: readonly string[] }
  /** `since`: the first series that is known not to have it any more. */
  | { readonly kind: "removed"; readonly since: string; readonly replacement?: string }
  /** `addedIn`: the first known series of the same flavor that has it; `elsewhere`: the flavor that has it when this one has not. */
  | {
      readonly kind: "unknown";
      /** Worked out when read. */
      readonly suggestions: readonly string[];
      readonly replacement?: string;
      readonly addedIn?: string;
      readonly elsewhere?: Flavor;
    };

/** The series that are maintained now: an unknown target is taken for any of these. */
export const CURRENT_VERSIONS: readonly Version[] = [
  { flavor: "mysql", major: 8, minor: 0, patch: 0 },
  { flavor: "mysql", major: 8, minor: 4, patch: 0 },
  { flavor: "mysql", major: 9, minor: 7, patch: 0 },
  { flavor: "mariadb", major: 10, minor: 6, patch: 0 },
  { flavor: "mariadb", major: 10, minor: 11, patch: 0 },
  { flavor: "mariadb", major: 11, minor: 8, patch: 0 },
];

/** What is known of an option or variable of one server. */
export interface VariableFacts extends Omit<OptionRecord, "status"> {
  /** Whether it can stand in an option file. */
  readonly commandLine: boolean;
  readonly deprecated: boolean;
  /** The server takes it and does nothing. */
  readonly ignored: boolean;
  readonly replacement?: string;
  /** The first known series of the flavor that has it, unless the oldest known has it already. */
  readonly introduced?: string;
  /** The first known series of the flavor that has it no longer. */
  readonly removed?: string;
}

/** Whether the server has the option under this very name, even if it ignores it or warns. */
export function isOption(name: string, version: Version): boolean {
  return isOptionOf(name, tableOf(version));
}

/** Whether the server finds exactly or at least one option under the name: whole, or abbreviated where it takes that. */
export function finds(name: string, version: Version): boolean {
  const table = tableOf(version);
  return (
    isOptionOf(name, table) ||
    lookupStructured(name, version) !== undefined ||
    lookupAbbreviation(name, table) !== undefined
  );
}

function isOptionOf(name: string, table: Table): boolean {
  const record = table.records.get(name);
  return record !== undefined && !record.startsWith("v");
}

/** The names that the server accepts and acts upon, in no order. */
export function optionNames(version: Version): readonly string[] {
  return [...tableOf(version).records].flatMap(([name, record]) =>
    record.startsWith("o") || record.startsWith("d") ? [name] : [],
  );
}

/** The record of an option that can stand in an option file under this very name. */
export function optionRecord(name: string, version: Version): OptionRecord | undefined {
  const text = tableOf(version).records.get(name);
  return text === undefined || text.startsWith("v") ? undefined : parseRecord(text);
}

/** What the server's own tables say of an option or variable; undefined when it has none of this very name. */
export function variableFacts(name: string, version: Version): VariableFacts | undefined {
  const table = tableOf(version);
  const text = table.records.get(name);
  if (text === undefined) return undefined;
  const { status, ...record } = parseRecord(text);
  const tables = tablesOf(version.flavor);
  const at = tables.indexOf(table);
  const since = 1 + tables.findLastIndex((other, index) => index < at && !other.records.has(name));
  const gone = tables.find((other, index) => index > at && !other.records.has(name));
  const replacement = status === "deprecated" ? replacementOf(name, version, table) : undefined;
  const first = tables[since];
  return {
    ...record,
    commandLine: status !== "variable",
    deprecated: status === "deprecated",
    ignored: status === "ignored",
    ...(replacement ? { replacement } : {}),
    ...(since > 0 && first ? { introduced: seriesOf(first.version) } : {}),
    ...(gone ? { removed: seriesOf(gone.version) } : {}),
  };
}

export function lookup(name: string, version: Version): Lookup {
  const table = tableOf(version);
  const status = table.records.get(name)?.[0];
  switch (status) {
    case "o":
      return { kind: "known" };
    case "i":
      return { kind: "ignored" };
    case "d": {
      const replacement = replacementOf(name, version, table);
      return { kind: "deprecated", ...(replacement ? { replacement } : {}) };
    }
    default:
      return lookupStructured(name, version) ?? lookupAbbreviation(name, table) ?? lookupUnknown(name, version, table);
  }
}

const KEY_CACHE_VARIABLES = /^key_(buffer_size|cache_(age_threshold|block_size|division_limit|file_hash_size))$/;

/** `cache.name`: from MySQL 8.0 on for key caches only. */
function lookupStructured(name: string, version: Version): Lookup | undefined {
  const dot = name.indexOf(".");
  if (dot < 1) return undefined;
  const part = name.slice(dot + 1);
  if (KEY_CACHE_VARIABLES.test(part)) return { kind: "known" };
  const everyVariable = version.flavor === "mariadb" || !atLeast(version, 8);
  return everyVariable && isOption(part, version) ? { kind: "known" } : undefined;
}

/** Options that a server reads first, by themselves: a beginning that is unique among these is no longer looked for among all. */
const EARLY = ["back_log", "max_connections", "open_files_limit", "table_definition_cache", "table_open_cache"];

/** MySQL up to 5.6 and MariaDB take the unique beginning of a name for the name. */
function lookupAbbreviation(name: string, table: Table): Lookup | undefined {
  if (table.version.flavor === "mysql" && atLeast(table.version, 5, 7)) return undefined;
  if (name === "") return undefined;
  const [early, ...others] = EARLY.filter((option) => option.startsWith(name));
  if (early !== undefined && others.length === 0) return { kind: "abbreviation", of: early };
  const candidates = longerNames(name, table);
  if (candidates.length > 1) return { kind: "ambiguous", candidates: candidates.slice(0, 5) };
  const of = candidates[0];
  return of === undefined ? undefined : { kind: "abbreviation", of };
}

const sortedNames = new WeakMap<Table, readonly string[]>();

/** The options that begin with `name`. */
function longerNames(name: string, table: Table): readonly string[] {
  const sorted =
    sortedNames.get(table) ?? [...table.records.keys()].filter((option) => isOptionOf(option, table)).sort();
  sortedNames.set(table, sorted);
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") <= name) low = middle + 1;
    else high = middle;
  }
  const longer: string[] = [];
  for (let at = low; sorted[at]?.startsWith(name); at++) longer.push(sorted[at] as string);
  return longer;
}

function lookupUnknown(name: string, version: Version, table: Table): Lookup {
  if (isPluginOption(name, version)) return { kind: "plugin" };
  const replacement = replacementOf(name, version, table);
  const withReplacement = replacement ? { replacement } : {};
  const family = tablesOf(version.flavor);
  const at = family.indexOf(table);
  const last = family.findLastIndex((other, index) => index < at && isOptionOf(name, other));
  const since = last < 0 ? undefined : family[last + 1];
  if (since) return { kind: "removed", since: seriesOf(since.version), ...withReplacement };
  const added = family.find((other, index) => index > at && isOptionOf(name, other));
  const other: Flavor = version.flavor === "mysql" ? "mariadb" : "mysql";
  const elsewhere = tablesOf(other).some((table) => isOptionOf(name, table));
  const guess = !replacement && !added && !elsewhere;
  return {
    kind: "unknown",
    get suggestions() {
      return guess ? suggest(name, version) : [];
    },
    ...withReplacement,
    ...(added ? { addedIn: seriesOf(added.version) } : {}),
    ...(elsewhere ? { elsewhere: other } : {}),
  };
}

const SUGGESTIONS_KEPT = 1000;
const suggestions = new Map<string, readonly string[]>();

/** Compares with every name, which takes a while: only for what could be a name, and once. */
function suggest(name: string, version: Version): readonly string[] {
  if (!/^[a-z][a-z0-9_]{2,63}$/.test(name)) return [];
  const { major, minor, flavor } = tableOf(version).version;
  const key = `${flavor} ${major}.${minor} ${name}`;
  const found = suggestions.get(key) ?? nearest(name, optionNames(version));
  if (suggestions.size >= SUGGESTIONS_KEPT) suggestions.clear();
  suggestions.set(key, found);
  return found;
}

/** An option that this server has and that does the same, or that took the place of `name`. */
function replacementOf(name: string, version: Version, table: Table): string | undefined {
  const named = namedReplacement(name);
  const candidates = [...(named ? [named] : []), ...synonyms(name), ...(successorOf(name)?.names ?? [])];
  return candidates.find(
    (candidate) => table.records.get(candidate)?.startsWith("o") || isPluginOption(candidate, version),
  );
}

function seriesOf(version: Version): string {
  return `${version.major}.${version.minor}`;
}
