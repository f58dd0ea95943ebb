import { atLeast, type Flavor, parseVersion, type Version } from "../flavor.ts";
import { SERVERS } from "./data/index.ts";
import { data as replacementData } from "./data/replacements.ts";

/** What one server has. The tables of a flavor are made together when first asked for, each from the one before. */
export interface Table {
  readonly version: Version;
  /** By name: the packed record, see record.ts. */
  readonly records: ReadonlyMap<string, string>;
}

const loaded = new Map<Flavor, readonly Table[]>();

/** In ascending order of version. */
export function tablesOf(flavor: Flavor): readonly Table[] {
  const found = loaded.get(flavor) ?? load(flavor);
  loaded.set(flavor, found);
  return found;
}

/** Versions between the known ones are taken for the nearest lower series, older ones for the oldest. */
export function tableOf(version: Version): Table {
  const tables = tablesOf(version.flavor);
  const table = tables.findLast((other) => atLeast(version, other.version.major, other.version.minor)) ?? tables[0];
  if (!table) throw new Error(`The catalogue holds no ${version.flavor} server.`);
  return table;
}

function load(flavor: Flavor): readonly Table[] {
  const tables: Table[] = [];
  let before: ReadonlyMap<string, string> = new Map();
  for (const { server, data } of SERVERS) {
    const [family = "", series = ""] = server.split("-");
    const version = family === flavor ? parseVersion(series, flavor) : undefined;
    if (!version) continue;
    before = apply(before, data);
    tables.push({ version, records: before });
  }
  return tables;
}

/** A line is `name record`, or `-name` for what the server has no longer. */
function apply(before: ReadonlyMap<string, string>, data: string): ReadonlyMap<string, string> {
  const records = new Map(before);
  for (let start = 1; start < data.length; ) {
    const end = data.indexOf("\n", start);
    if (data[start] === "-") records.delete(data.slice(start + 1, end));
    else {
      const space = data.indexOf(" ", start);
      records.set(data.slice(start, space), data.slice(space + 1, end));
    }
    start = end + 1;
  }
  return records;
}

let replacements: ReadonlyMap<string, string> | undefined;

/** What the servers' own messages tell to use instead of an option. */
export function namedReplacement(name: string): string | undefined {
  replacements ??= new Map(
    replacementData
      .trim()
      .split("\n")
      .map((line): [string, string] => {
        const [old = "", current = ""] = line.split(" ");
        return [old, current];
      }),
  );
  return replacements.get(name);
}
