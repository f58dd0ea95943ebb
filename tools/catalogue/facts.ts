import { readFileSync } from "node:fs";
import { join } from "node:path";

export type Status = "ok" | "deprecated" | "ignored" | "unknown" | "ambiguous" | "prefix";

/** What was read of one option or variable from one server; numbers are decimal text, as they go up to 2^64 - 1. */
export interface Fact {
  readonly arg?: "required" | "optional" | "none" | null;
  readonly argtype?: "name" | "#" | null;
  readonly cmdline?: boolean;
  readonly type?: string | null;
  readonly status?: string;
  readonly scope?: "global" | "session" | "both";
  readonly dynamic?: boolean;
  readonly min?: string | null;
  readonly max?: string | null;
  readonly block?: string | null;
  readonly default?: string | null;
  readonly help_default?: string | null;
  readonly value_at_start?: string | null;
  readonly enum?: readonly string[];
}

export interface ServerFacts {
  readonly server: string;
  readonly family: "mysql" | "mariadb";
  readonly variables: Readonly<Record<string, Fact>>;
  readonly options: Readonly<Record<string, Fact>>;
  readonly ignored: readonly string[];
  /** Names that a real start warns about. */
  readonly realStart: readonly string[];
}

export interface Facts {
  /** In the order of the columns of acceptance.tsv: versions of a family ascend. */
  readonly servers: readonly ServerFacts[];
  /** By name: what each server did with the option when it was tried. */
  readonly tried: ReadonlyMap<string, readonly Status[]>;
  readonly replacements: ReadonlyMap<string, string>;
}

export function keyOf(name: string): string {
  return name.toLowerCase().replaceAll("-", "_");
}

/** Reads acceptance.tsv, realstart.json and one <server>.json per column. Throws when one is missing or malformed. */
export function readFacts(folder: string): Facts {
  const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));
  const [header = [], ...rows] = readFileSync(join(folder, "acceptance.tsv"), "utf8")
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => line.split("\t"));
  const tried = new Map<string, readonly Status[]>();
  const replacements = new Map<string, string>();
  for (const [option = "", ...cells] of rows) {
    const replacement = cells.pop();
    if (option.startsWith("loose_")) continue;
    tried.set(
      keyOf(option),
      cells.map((cell) => cell.split(":")[0] as Status),
    );
    if (replacement) replacements.set(keyOf(option), keyOf(replacement));
  }
  const realStart = json("realstart.json") as Record<string, readonly string[]>;
  const servers = header.slice(1, -1).map((server): ServerFacts => {
    const facts = json(`${server}.json`) as {
      family: "mysql" | "mariadb";
      variables: Record<string, Fact>;
      options_only: Record<string, Fact>;
      ignored_options: readonly string[];
    };
    return {
      server,
      family: facts.family,
      variables: byKey(facts.variables),
      options: byKey(facts.options_only),
      ignored: facts.ignored_options.map(keyOf),
      realStart: (realStart[server] ?? []).map(keyOf),
    };
  });
  return { servers, tried, replacements };
}

function byKey(facts: Record<string, Fact>): Record<string, Fact> {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [keyOf(name), fact]));
}
