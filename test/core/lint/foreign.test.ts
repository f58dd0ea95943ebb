import assert from "node:assert/strict";
import { test } from "node:test";
import { lintRunbook } from "../../../core/lint/lint.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";

/** What a text about something else has with good reason. */
const texts = [
  "```sql\nsource backup.sql\n```\n",
  "```sql\n\\d users\n```\n",
  "```sql\nSELECT 'it's';\n```\n",
  "```sql\nSELECT “a”;\n```\n",
  "```sql\nSELECT ${x};\n```\n",
  "```sql\nmysql> SELECT 1;\nmysql> exit\nBye\n```\n",
  "```sql\nSELECT 1;\n+---+\n| 1 |\n+---+\n```\n",
  "```bash name=x\nls\n```\n",
  "---\nstrategy: random\n---\n```sql\nSELECT ${x};\n```\n",
  "---\ninputs: [a, b]\nowner: [a, b]\n---\n",
  "---\ninputs:\n  x:\n    description: y\n---\n```sql\nSELECT ${x};\n```\n",
];

for (const text of texts)
  test(`${JSON.stringify(text)} is no error in a text that is not written as a runbook`, () =>
    assert.deepEqual(
      lintRunbook(parseRunbook(text), {}).filter(({ severity }) => severity === "error"),
      [],
    ));

for (const text of texts.slice(0, 5))
  test(`${JSON.stringify(text)} is an error in a runbook`, () =>
    assert.ok(
      lintRunbook(parseRunbook(`---\nrunbook: T\n---\n${text}`), {}).some(({ severity }) => severity === "error"),
    ));
