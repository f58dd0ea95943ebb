import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../../core/language/analyse.ts";
import { diagnose } from "../../../core/language/diagnose.ts";
import { completeRunbook } from "../../../core/language/runbook/completion.ts";
import { selectionRange } from "../../../core/language/selection.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { applyEdits } from "../../support/rule-examples.ts";

test("a selection in an inventory grows from the word to the document, each step around the one before", () => {
  const text = "orders:\n  flavor: mysql\n  nodes:\n    db1: { host: a.example.net, role: source }\n";
  const found = selectionRange(analyse("inventory", text), text.indexOf("example"), {}).map(({ start, end }) =>
    text.slice(start, end),
  );
  assert.deepEqual(found.slice(0, 3), [
    "a.example.net",
    "host: a.example.net",
    "{ host: a.example.net, role: source }",
  ]);
  assert.equal(found.at(-1), text);
  for (const [index, span] of found.entries()) assert.ok(index === 0 || span.includes(found[index - 1] ?? ""));
});

test("a misspelt key or value of an inventory is corrected, and nothing else changes", () => {
  for (const [wrong, right] of [
    ["orders:\n  flavour: mysql\n  nodes: { a: { host: h } }\n", "flavor: mysql"],
    ["orders:\n  flavor: msyql\n  nodes: { a: { host: h } }\n", "flavor: mysql"],
    ["orders:\n  flavor: mysql\n  nodes: { a: { host: h, role: 'sorce' } }\n", "role: 'source'"],
  ] as const) {
    const [finding] = diagnose(analyse("inventory", wrong), {});
    const [fix] = finding?.fixes ?? [];
    assert.ok(fix, wrong);
    const result = applyEdits(wrong, fix.edits);
    assert.ok(result.includes(right), result);
    assert.deepEqual(diagnose(analyse("inventory", result), {}), []);
  }
});

test("statements are offered inside the SQL of a script", () => {
  const text = '```sh {name=b}\nmysql -e "SHOW REPL"\n```\n';
  const offset = text.indexOf("REPL") + 4;
  const items = completeRunbook(parseRunbook(text), offset, { context: {} });
  const item = items.find(({ newText }) => newText === "REPLICA STATUS");
  assert.ok(item, items.map(({ label }) => label).join(", "));
  assert.equal(text.slice(item.span.start, item.span.end), "REPL");
});
