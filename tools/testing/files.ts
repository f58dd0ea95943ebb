import { readdirSync } from "node:fs";
import { join, sep } from "node:path";

export interface TestGroup {
  readonly name: string;
  /** Relative to the project's root, `/` between folders. */
  readonly files: readonly string[];
  readonly concurrency: number;
  /** For one file. */
  readonly limitMs: number;
}

const memory = { concurrency: 2, limitMs: 120_000 };
// Each cluster test has three servers of its own: two files at once would measure each other.
const cluster = { concurrency: 1, limitMs: 600_000 };
const groups = [
  { name: "core", ...memory },
  { name: "server", ...memory },
  { name: "client", ...memory },
  { name: "cli", ...memory },
  { name: "tools", ...memory },
  { name: "cluster", ...cluster },
];

function testFiles(root: string, group: string): string[] {
  const entries = readdirSync(join(root, "test", group), { recursive: true, encoding: "utf8" });
  return entries
    .map((entry) => ["test", group, ...entry.split(sep)].join("/"))
    .filter((file) => file.endsWith(".test.ts"))
    .sort();
}

/** Whether a name such as `test/core/runbook/parse.test.ts` or `test/editor` was asked for; everything is without filters. */
export const isWanted = (name: string, filters: readonly string[]): boolean =>
  filters.length === 0 || filters.some((filter) => name.includes(filter));

/** The groups of tests outside the editor in the order in which they run, those without a wanted file left out. */
export function testGroups(root: string, filters: readonly string[]): TestGroup[] {
  return groups
    .map((group) => ({ ...group, files: testFiles(root, group.name).filter((file) => isWanted(file, filters)) }))
    .filter(({ files }) => files.length > 0);
}
