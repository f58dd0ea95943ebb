import { tablesOf } from "./catalogue/table.ts";
import { type Lookup, lookup, type VariableFacts, variableFacts } from "./catalogue.ts";
import { type Description, describeSetting } from "./descriptions.ts";
import type { Flavor, Version } from "./flavor.ts";
import { manualPage } from "./manual.ts";

/** What one series makes of a setting. */
export interface SeriesFacts {
  readonly version: Version;
  readonly status: "accepted" | "deprecated" | "ignored" | "not-in-files" | "removed" | "unknown" | "plugin";
  /** As one writes it; absent when it has none or that depends on the machine. */
  readonly default?: string;
  readonly replacement?: string;
}

/** All that is known of a setting, for one server first. */
export interface Explanation {
  readonly name: string;
  readonly description?: Description;
  /** Of the asked server, else of the newest that has it. */
  readonly facts?: VariableFacts;
  readonly series: readonly SeriesFacts[];
  /** What the asked server makes of it. */
  readonly lookup: Lookup;
  readonly manual: string;
}

const FLAVORS: readonly Flavor[] = ["mysql", "mariadb"];

/** `name` in lower case with `_`, without prefixes. Undefined when no known server has it and nothing is known of it. */
export function explainSetting(name: string, server: Version): Explanation | undefined {
  const series = FLAVORS.flatMap((flavor) => tablesOf(flavor).map(({ version }) => seriesFacts(name, version)));
  const description = describeSetting(name);
  const known = series.filter(({ status }) => status !== "unknown" && status !== "removed");
  if (known.length === 0 && !description) return undefined;
  const own = variableFacts(name, server);
  const nearest = known.findLast(({ version }) => version.flavor === server.flavor) ?? known.at(-1);
  const found = lookup(name, server);
  const here = own !== undefined || (found.kind !== "unknown" && found.kind !== "removed");
  const facts = own ?? (nearest && variableFacts(name, nearest.version));
  return {
    name,
    ...(description ? { description } : {}),
    ...(facts ? { facts } : {}),
    series,
    lookup: found,
    manual: manualPage(name, here || !nearest ? server : nearest.version),
  };
}

function seriesFacts(name: string, version: Version): SeriesFacts {
  const facts = variableFacts(name, version);
  const found = lookup(name, version);
  const fallback = facts && writtenDefault(facts);
  const replacement = "replacement" in found ? found.replacement : undefined;
  return {
    version,
    status: statusOf(found, facts),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(replacement ? { replacement } : {}),
  };
}

function statusOf(found: Lookup, facts: VariableFacts | undefined): SeriesFacts["status"] {
  if (facts && !facts.commandLine) return "not-in-files";
  switch (found.kind) {
    case "known":
      return facts ? "accepted" : "unknown";
    case "deprecated":
    case "ignored":
    case "plugin":
    case "removed":
      return found.kind;
    default:
      return "unknown";
  }
}

/** The default as one would write it in an option file. */
export function writtenDefault(facts: VariableFacts): string | undefined {
  const { default: text, type } = facts;
  if (text === undefined || text === "" || /^\(No default/i.test(text)) return undefined;
  if (type === "boolean") return /^(true|on|1)$/i.test(text) ? "ON" : "OFF";
  return text.replace(/^(\d+)\.0+$/, "$1");
}

const UNITS = ["K", "M", "G", "T", "P"] as const;

/** `134217728` as `128M`; undefined for what is no whole number of kibibytes. */
export function withSuffix(digits: string): string | undefined {
  if (!/^\d{4,20}$/.test(digits)) return undefined;
  let rest = BigInt(digits);
  let unit = "";
  for (const next of UNITS) {
    if (rest < 1024n || rest % 1024n !== 0n) break;
    rest /= 1024n;
    unit = next;
  }
  return unit === "" ? undefined : `${rest}${unit}`;
}
