import { readdirSync } from "node:fs";
import { join, sep } from "node:path";

export interface TestGroup {
  /** The folder below test/. */
  readonly name: string;
  /** Relative to the project's root, `/` between folders. */
  readonly files: readonly string[];
  readonly concurrency: number;
  /** For one file. */
  readonly limitMs: number;
}

/** Folders without test files of node:test: the editor's suites have their own runner. */
const others = ["editor", "fixtures", "support"];

function testFiles(root: string, group: string): string[] {
  const entries = readdirSync(join(root, "test", group), { recursive: true, encoding: "utf8" });
  return entries
    .map((entry) => ["test", group, ...entry.split(sep)].join("/"))
    .filter((file) => file.endsWith(".test.ts"))
    .sort();
}

/** Whether a file such as `test/core/runbook/parse.test.ts` was asked for; every one is without filters. */
const isWanted = (file: string, filters: readonly string[]): boolean =>
  filters.length === 0 || filters.some((filter) => file.includes(filter));

/** What the editor's suites are to be filtered by (`editor/running` asks for those named so); undefined when none is wanted. */
export function editorFilters(filters: readonly string[]): string[] | undefined {
  if (isWanted("test/editor", filters)) return [];
  const names = filters.flatMap(
    (filter) => /^(?:test\/)?editor\/(?:suites\/)?(.+?)(?:\.suite\.ts)?$/.exec(filter)?.[1] ?? [],
  );
  return names.length > 0 ? names : undefined;
}

/** The folders of test/ with their wanted files, the slow ones last. */
export function testGroups(root: string, filters: readonly string[]): TestGroup[] {
  const folders = readdirSync(join(root, "test"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !others.includes(entry.name))
    .map(({ name }) => name)
    .sort((a, b) => Number(a === "cluster") - Number(b === "cluster") || a.localeCompare(b));
  return folders.map((name) => ({
    name,
    files: testFiles(root, name).filter((file) => isWanted(file, filters)),
    // Each cluster test has three servers of its own: two files at once would measure each other.
    ...(name === "cluster" ? { concurrency: 1, limitMs: 600_000 } : { concurrency: 2, limitMs: 120_000 }),
  }));
}
