import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseInventory } from "../../../core/cluster/inventory.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { root } from "../../../tools/root.ts";

const page = readFileSync(join(root, "docs", "runbook-format.md"), "utf8");

const yaml = (heading: string) => {
  const section = page.slice(page.indexOf(`## ${heading}`));
  return /```yaml\n([\s\S]*?)```/.exec(section)?.[1] ?? "";
};

test("the front matter of the format's page is read without a problem", () => {
  const { frontMatter, problems } = parseRunbook(`---\n${yaml("Front matter")}---\n`);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    frontMatter.inputs.map(({ name }) => name),
    ["new_source", "stop_at", "bucket", "repl_pass"],
  );
});

test("the inventory of the format's page is read without a problem", () => {
  const { clusters, problems } = parseInventory(yaml("clusters.yaml"));
  assert.deepEqual(problems, []);
  assert.equal(clusters[0]?.nodes.length, 3);
});

test("the steps of the format's page are steps without a problem", () => {
  const { steps } = parseRunbook(page);
  assert.deepEqual(
    steps.map(({ kind, problems }) => [kind, problems]),
    [
      ["sql", []],
      ["failover", []],
    ],
  );
});
