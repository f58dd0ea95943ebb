import assert from "node:assert/strict";
import { test } from "node:test";
import { lintOptionFile } from "../../../core/lint/lint-option-file.ts";
import type { LintContext } from "../../../core/lint/rule.ts";
import {
  type IncludedFile,
  type IncludeReader,
  includedFiles,
  type ReadInclude,
  resolveIncludes,
} from "../../../core/option-file/include.ts";
import { parseOptionFile } from "../../../core/option-file/parse.ts";

/** A disk of texts by path, or what reading them gives. Counts what is read. */
function disk(files: Readonly<Record<string, string | ReadInclude>>): IncludeReader & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async read(path) {
      asked.push(path);
      const found = files[path];
      if (found === undefined) return { status: "missing" };
      return typeof found === "string" ? { status: "read", text: found } : found;
    },
    async list(folder) {
      const inside = Object.keys(files).filter((path) => path.startsWith(`${folder}/`) && path.endsWith(".cnf"));
      return inside.length > 0 ? { status: "listed", files: inside.sort() } : { status: "missing" };
    },
  };
}

async function follow(text: string, files: Readonly<Record<string, string | ReadInclude>> = {}): Promise<IncludedFile> {
  return resolveIncludes("/w/my.cnf", parseOptionFile(text), disk(files));
}

async function findings(
  text: string,
  files: Readonly<Record<string, string | ReadInclude>>,
  context: LintContext = {},
): Promise<readonly string[]> {
  const included = await follow(text, files);
  return lintOptionFile(included.file, { ...context, included })
    .filter(({ code }) => code === "CNF201")
    .map(({ severity, message }) => `${severity}: ${message}`);
}

const pathsOf = (root: IncludedFile): readonly string[] => [...includedFiles(root)].map(({ path }) => path);

test("follows files and folders in the order in which a server reads them", async () => {
  const root = await follow("[mysqld]\n!include /w/a.cnf\n!includedir conf.d\n", {
    "/w/a.cnf": "!include b.cnf\n",
    "/w/b.cnf": "[mysqld]\nserver_id = 2\n",
    "/w/conf.d/2.cnf": "",
    "/w/conf.d/1.cnf": "",
  });
  assert.deepEqual(pathsOf(root), ["/w/my.cnf", "/w/a.cnf", "/w/b.cnf", "/w/conf.d/1.cnf", "/w/conf.d/2.cnf"]);
});

test("reports a cycle once and follows it no further", async () => {
  const files = { "/w/a.cnf": "!include /w/my.cnf\n!include /w/a.cnf\n" };
  const root = await follow("!include /w/a.cnf\n", files);
  assert.deepEqual(pathsOf(root), ["/w/my.cnf", "/w/a.cnf"]);
  assert.deepEqual(
    root.includes[0]?.files[0]?.includes.map(({ problems }) => problems[0]?.reason),
    ["cycle", "cycle"],
  );
  const [found, ...rest] = await findings("!include /w/a.cnf\n", files);
  assert.match(found ?? "", /^warning: In what is included: .*leads back/);
  assert.deepEqual(rest, []);
});

test("stops sixteen files deep", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`/w/${index}.cnf`, `!include /w/${index + 1}.cnf\n`]),
  );
  assert.equal(pathsOf(await follow("!include /w/0.cnf\n", files)).length, 16);
  assert.match((await findings("!include /w/0.cnf\n", files))[0] ?? "", /nested more than 16 deep/);
});

test("reads a bounded number of files, however they include each other", async () => {
  const names = Array.from({ length: 20 }, (_, index) => `/w/c/${String(index).padStart(3, "0")}.cnf`);
  const reader = disk(Object.fromEntries(names.map((name) => [name, "!includedir /w/c\n"])));
  await resolveIncludes("/w/my.cnf", parseOptionFile("!includedir /w/c\n"), reader);
  assert.equal(reader.asked.length, 256);
});

test("says what each reason means to the server", async () => {
  const refused = (reason: "outside" | "not-a-file" | "too-large" | "unreadable"): ReadInclude => ({
    status: "refused",
    reason,
  });
  const expected: readonly (readonly [ReadInclude | undefined, RegExp])[] = [
    [refused("outside"), /^information: This leads out of the workspace/],
    [refused("not-a-file"), /^warning: This is not a regular file/],
    [refused("too-large"), /^warning: This is too large/],
    [refused("unreadable"), /^warning: This cannot be read/],
    [undefined, /^warning: The file does not exist/],
  ];
  for (const [outcome, pattern] of expected) {
    const [found, ...rest] = await findings("!include /w/x.cnf\n", outcome ? { "/w/x.cnf": outcome } : {});
    assert.match(found ?? "", pattern);
    assert.deepEqual(rest, []);
  }
});

test("calls a missing folder fatal, and a missing file by what the target does", async () => {
  assert.match(
    (await findings("!includedir /w/none\n", {}))[0] ?? "",
    /^error: The folder does not exist, and the server refuses/,
  );
  const version = (flavor: "mysql" | "mariadb", major: number): LintContext => ({
    target: { flavor, major, minor: 4, patch: 0 },
  });
  assert.match((await findings("!include /w/none.cnf\n", {}, version("mysql", 8)))[0] ?? "", /prints an error/);
  assert.match((await findings("!include /w/none.cnf\n", {}, version("mariadb", 11)))[0] ?? "", /says nothing/);
});

test("reports relative paths, which servers take from where they are started", async () => {
  const found = await findings("!includedir conf.d\n", {});
  assert.match(found[0] ?? "", /^warning: The server takes a relative path/);
  assert.match(found[1] ?? "", /^warning: The folder does not exist/);
});
