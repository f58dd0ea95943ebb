import { nearest } from "../text/nearest.ts";
import { OPTIONS, REPLACEMENTS, SERVERS } from "./catalogue.data.ts";
import { atLeast, type Flavor, parseVersion, type Version } from "./flavor.ts";
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

interface Column {
  readonly version: Version;
  readonly index: number;
  /** What the server does with each option it knows: one of the letters of the table. */
  readonly options: ReadonlyMap<string, string>;
  /** The names in `options` that are whole names, in order; made when first needed. */
  sorted?: readonly string[];
}

interface Catalogue {
  readonly columns: readonly Column[];
  readonly replacements: ReadonlyMap<string, string>;
}

let loaded: Catalogue | undefined;

/** Unpacked when first asked for. */
function catalogue(): Catalogue {
  loaded ??= load();
  return loaded;
}

function load(): Catalogue {
  const columns = SERVERS.split(" ").flatMap((server, index) => {
    const version = parseVersion(
      server.slice(server.indexOf("-") + 1),
      server.startsWith("mariadb") ? "mariadb" : "mysql",
    );
    return version ? [{ version, index, options: new Map<string, string>() }] : [];
  });
  for (const line of OPTIONS.trim().split("\n")) {
    const [pattern = "", ...names] = line.split(" ");
    for (const { index, options } of columns) {
      const letter = pattern[index];
      if (letter === undefined || letter === "u") continue;
      for (const name of names) options.set(name, letter);
    }
  }
  const replacements = REPLACEMENTS.trim()
    .split("\n")
    .map((line): [string, string] => {
      const [name = "", replacement = ""] = line.split(" ");
      return [name, replacement];
    });
  return { columns, replacements: new Map(replacements) };
}

/** Versions between the known ones are taken for the nearest lower series, older ones for the oldest. */
function columnOf(version: Version): Column {
  const columns = columnsOf(version.flavor);
  const column =
    columns.findLast((candidate) => atLeast(version, candidate.version.major, candidate.version.minor)) ?? columns[0];
  if (!column) throw new Error(`The catalogue holds no ${version.flavor} server.`);
  return column;
}

function columnsOf(flavor: Flavor): readonly Column[] {
  return catalogue().columns.filter((column) => column.version.flavor === flavor);
}

/** Whether the server has the option under this very name, even if it ignores it or warns. */
export function isOption(name: string, version: Version): boolean {
  const letter = columnOf(version).options.get(name);
  return letter !== undefined && letter !== "a" && letter !== "p";
}

/** The names that the server accepts and acts upon, in no order. */
export function optionNames(version: Version): readonly string[] {
  return [...columnOf(version).options].flatMap(([name, letter]) => (letter === "o" || letter === "d" ? [name] : []));
}

export function lookup(name: string, version: Version): Lookup {
  const column = columnOf(version);
  switch (column.options.get(name)) {
    case "o":
      return { kind: "known" };
    case "i":
      return { kind: "ignored" };
    case "d": {
      const replacement = replacementOf(name, version, column);
      return { kind: "deprecated", ...(replacement ? { replacement } : {}) };
    }
    case "a":
      return { kind: "ambiguous", candidates: longerNames(name, column).slice(0, 5) };
    default:
      return (
        lookupStructured(name, version) ?? lookupAbbreviation(name, column) ?? lookupUnknown(name, version, column)
      );
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

/** MySQL up to 5.6 and MariaDB take the unique beginning of a name for the name. */
function lookupAbbreviation(name: string, column: Column): Lookup | undefined {
  if (column.version.flavor === "mysql" && atLeast(column.version, 5, 7)) return undefined;
  const candidates = longerNames(name, column);
  if (candidates.length > 1) return { kind: "ambiguous", candidates: candidates.slice(0, 5) };
  const of = candidates[0];
  return of === undefined ? undefined : { kind: "abbreviation", of };
}

/** The options that begin with `name`. */
function longerNames(name: string, column: Column): readonly string[] {
  if (name === "") return [];
  column.sorted ??= [...column.options]
    .flatMap(([option, letter]) => (letter === "p" || letter === "a" ? [] : [option]))
    .sort();
  let low = 0;
  let high = column.sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((column.sorted[middle] ?? "") <= name) low = middle + 1;
    else high = middle;
  }
  const longer: string[] = [];
  for (let at = low; column.sorted[at]?.startsWith(name); at++) longer.push(column.sorted[at] as string);
  return longer;
}

function lookupUnknown(name: string, version: Version, column: Column): Lookup {
  if (isPluginOption(name, version)) return { kind: "plugin" };
  const replacement = replacementOf(name, version, column);
  const withReplacement = replacement ? { replacement } : {};
  const family = columnsOf(version.flavor);
  const before = family.findLast((other) => other.index < column.index && other.options.has(name));
  const since = before && family.find((other) => other.index > before.index);
  if (since) return { kind: "removed", since: seriesOf(since.version), ...withReplacement };
  const added = family.find((other) => other.index > column.index && other.options.has(name));
  const other: Flavor = version.flavor === "mysql" ? "mariadb" : "mysql";
  const elsewhere = columnsOf(other).some(({ options }) => options.has(name));
  const guess = !replacement && !added && !elsewhere;
  return {
    kind: "unknown",
    get suggestions() {
      return guess ? suggest(name, version, column) : [];
    },
    ...withReplacement,
    ...(added ? { addedIn: seriesOf(added.version) } : {}),
    ...(elsewhere ? { elsewhere: other } : {}),
  };
}

const SUGGESTIONS_KEPT = 1000;
const suggestions = new Map<string, readonly string[]>();

/** Compares with every name, which takes a while: only for what could be a name, and once. */
function suggest(name: string, version: Version, column: Column): readonly string[] {
  if (!/^[a-z][a-z0-9_]{2,63}$/.test(name)) return [];
  const key = `${column.index} ${name}`;
  const found = suggestions.get(key) ?? nearest(name, optionNames(version));
  if (suggestions.size >= SUGGESTIONS_KEPT) suggestions.clear();
  suggestions.set(key, found);
  return found;
}

/** An option that this server has and that does the same, or that took the place of `name`. */
function replacementOf(name: string, version: Version, column: Column): string | undefined {
  const named = catalogue().replacements.get(name);
  const candidates = [...(named ? [named] : []), ...synonyms(name), ...(successorOf(name)?.names ?? [])];
  return candidates.find((candidate) => column.options.get(candidate) === "o" || isPluginOption(candidate, version));
}

function seriesOf(version: Version): string {
  return `${version.major}.${version.minor}`;
}
