import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { lintRunbook } from "../../../core/lint/lint.ts";
import type { LintContext } from "../../../core/lint/rule.ts";
import { parseVersion } from "../../../core/mysql/flavor.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { root } from "../../../tools/root.ts";

const folder = join(root, "runbooks");
const targets = [undefined, parseVersion("9.7"), parseVersion("8.4"), parseVersion("10.11", "mariadb")];

for (const name of readdirSync(folder))
  test(`the shipped ${name} has steps and no finding, whatever it is for`, () => {
    const runbook = parseRunbook(readFileSync(join(folder, name), "utf8"));
    assert.ok(runbook.steps.length > 10);
    for (const target of targets) {
      const context: LintContext = target ? { target } : {};
      assert.deepEqual(lintRunbook(runbook, context), []);
    }
  });
