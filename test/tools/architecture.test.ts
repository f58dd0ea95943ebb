import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../tools/root.ts";

const text = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");

/** A test file, or a folder with tests somewhere below it. */
function holdsTests(path: string): boolean {
  if (!existsSync(join(root, path))) return false;
  if (statSync(join(root, path)).isFile()) return true;
  return readdirSync(join(root, path), { recursive: true, encoding: "utf8" }).some((name) =>
    /\.(test|suite)\.ts$/.test(name),
  );
}

test("every invariant names tests that exist", () => {
  const invariants = text
    .slice(text.indexOf("## Invariants"))
    .split(/^(?=\d+\. )/m)
    .slice(1);
  assert.ok(invariants.length >= 10, "the list of invariants was not found");
  for (const invariant of invariants) {
    const named = [...invariant.matchAll(/`(test\/[^`]+)`/g)].map(([, path = ""]) => path);
    assert.ok(named.length > 0, `no test is named: ${invariant}`);
    for (const path of named) assert.ok(holdsTests(path), `${path} holds no test: ${invariant}`);
  }
});

test("every folder on the map exists", () => {
  const folders = [...text.matchAll(/^\| `([a-z/-]+)` \|/gm)].map(([, folder = ""]) => folder);
  assert.ok(folders.length >= 10, "the map was not found");
  assert.deepEqual(
    folders.filter((folder) => !existsSync(join(root, folder))),
    [],
  );
});
