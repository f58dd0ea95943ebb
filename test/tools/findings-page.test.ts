import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { nodeRules } from "../../core/lint/nodes/index.ts";
import { rules } from "../../core/lint/rules/index.ts";
import { root } from "../../tools/root.ts";
import { withTables } from "../../tools/rules/page.ts";

test("the page of findings lists every rule as it is", () => {
  const page = readFileSync(join(root, "docs", "findings.md"), "utf8");
  assert.equal(page, withTables(page, rules, nodeRules), "Run node tools/rules/write-page.ts");
});
