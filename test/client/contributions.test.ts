import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { commands, languages, notebookTypes, settings } from "../../client/contributions.ts";

const root = new URL("../../", import.meta.url);
interface MenuEntry {
  readonly command: string;
}
const manifest: {
  contributes: {
    languages: { id: string; configuration?: string }[];
    grammars: { language?: string; path: string }[];
    notebooks: { type: string }[];
    commands: { command: string; title: string; category: string }[];
    menus: Record<string, MenuEntry[]>;
    configuration: { properties: Record<string, { markdownDescription?: string; default?: unknown }> };
  };
} = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
const contributed = manifest.contributes;

const same = (code: Record<string, string>, declared: readonly string[]): void =>
  assert.deepEqual(Object.values(code).sort(), [...declared].sort());

test("the languages in the code are the ones in the manifest", () =>
  same(
    languages,
    contributed.languages.map((language) => language.id),
  ));

test("the notebook types in the code are the ones in the manifest", () =>
  same(
    notebookTypes,
    contributed.notebooks.map((notebook) => notebook.type),
  ));

test("the commands in the code are the ones in the manifest", () =>
  same(
    commands,
    contributed.commands.map((command) => command.command),
  ));

test("the settings in the code are the ones in the manifest", () =>
  same(settings, Object.keys(contributed.configuration.properties)));

test("menus name contributed commands only", () => {
  const known: readonly string[] = Object.values(commands);
  for (const entries of Object.values(contributed.menus)) {
    for (const entry of entries) assert.ok(known.includes(entry.command), entry.command);
  }
});

test("every command has a title and the product's category", () => {
  for (const command of contributed.commands) {
    assert.match(command.title, /\S/);
    assert.equal(command.category, "DR Runbooks");
  }
});

test("every setting says what it does and has a default", () => {
  for (const [id, property] of Object.entries(contributed.configuration.properties)) {
    assert.ok((property.markdownDescription ?? "").length > 20, id);
    assert.notEqual(property.default, undefined, id);
  }
});

test("every file that the manifest points to exists", () => {
  const paths = [
    ...contributed.languages.flatMap((l) => l.configuration ?? []),
    ...contributed.grammars.map((g) => g.path),
  ];
  for (const path of paths) assert.ok(existsSync(new URL(path, root)), path);
});
