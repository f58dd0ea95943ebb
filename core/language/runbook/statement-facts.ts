import type { RunbookTarget } from "../../lint/runbook-target.ts";
import type { Flavor } from "../../mysql/flavor.ts";
import { type StatementFact, statementFacts } from "../../mysql/replication-statements.ts";
import { inRange } from "../../mysql/version-range.ts";

export type Availability = "available" | "deprecated" | "missing" | "unknown";

/** What a target makes of a statement; `unknown` while too little is known of the target. */
export function availabilityOf(fact: StatementFact, { flavor, version }: RunbookTarget): Availability {
  if (flavor === undefined) return "unknown";
  const range = fact.versions[flavor];
  if (range === undefined) return "missing";
  if (!version) return range === "*" ? "available" : "unknown";
  if (!inRange(version, padded(range))) return "missing";
  const warned = fact.deprecated?.[flavor];
  return warned !== undefined && inRange(version, padded(warned)) ? "deprecated" : "available";
}

/** What does the same on the target, where it is known. */
export function replacementFor(fact: StatementFact, { flavor }: RunbookTarget): string | undefined {
  return flavor === undefined ? undefined : fact.replacement?.[flavor];
}

const NAMES: Readonly<Record<Flavor, string>> = { mysql: "MySQL", mariadb: "MariaDB" };

/** "MySQL from 8.0.22, MariaDB from 10.5.1". */
export function describeVersions({ versions }: StatementFact): string {
  const parts = (["mysql", "mariadb"] as const).map((flavor) => {
    const range = versions[flavor];
    if (range === undefined) return `not in ${NAMES[flavor]}`;
    const since = />=(\S+)/.exec(range)?.[1];
    const until = /<(\d\S*)/.exec(range)?.[1];
    return `${NAMES[flavor]}${since ? ` from ${since}` : ""}${until ? ` up to before ${until}` : ""}`;
  });
  return parts.join(", ");
}

/** The fact of the longest name that begins at a word; `words` are in upper case. */
export function factAt(words: readonly string[]): StatementFact | undefined {
  const text = words.join(" ");
  const found = statementFacts.filter(
    ({ name, kind }) => kind === "statement" && (text === name || text.startsWith(`${name} `)),
  );
  return found.toSorted((a, b) => b.name.length - a.name.length)[0];
}

export function wordFact(word: string): StatementFact | undefined {
  return statementFacts.find(({ name, kind }) => kind !== "statement" && name === word.toUpperCase());
}

/** Ranges may be written with a major version alone. */
function padded(range: string): string {
  return range
    .split(" ")
    .map((part) => (/^[<>=]+\d+$/.test(part) ? `${part}.0` : part))
    .join(" ");
}
