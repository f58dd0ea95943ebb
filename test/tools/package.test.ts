import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { invalidInventory } from "../../core/lint/lint-inventory.ts";
import { nodeRules } from "../../core/lint/nodes/index.ts";
import { rules } from "../../core/lint/rules/index.ts";
import { root } from "../../tools/root.ts";
import { runScript } from "../../tools/tool.ts";
import { zipNames } from "../support/zip-names.ts";

test("the package holds the bundles, the pages of the rules, runbooks, grammars and papers, and nothing else", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "package-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "x.vsix");
  const { status, output } = await runScript("tools/tasks/package.ts", ["--out", file]);
  assert.equal(status, 0, output);
  assert.doesNotMatch(output, /warning/i);

  const listed = (name: string) => readdirSync(join(root, name)).map((entry) => `extension/${name}/${entry}`);
  const expected = [
    "[Content_Types].xml",
    "extension.vsixmanifest",
    "extension/LICENSE.txt",
    "extension/images/icon.png",
    "extension/changelog.md",
    "extension/package.json",
    "extension/readme.md",
    ...["client.cjs", "server.cjs", "cli.cjs", "dr-runbooks.cjs", "THIRD-PARTY-NOTICES.txt"].map(
      (name) => `extension/dist/${name}`,
    ),
    ...[...rules, ...nodeRules, invalidInventory].map(({ id }) => `extension/dist/rules/${id}.md`),
    ...listed("runbooks"),
    ...listed("syntaxes"),
  ];
  assert.deepEqual(zipNames(file).sort(), expected.sort());
  const size = statSync(file).size;
  // The pages of the findings are a tenth of it.
  assert.ok(size <= 2 * 1024 * 1024, `${size} bytes`);
});
