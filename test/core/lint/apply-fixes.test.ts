import assert from "node:assert/strict";
import { test } from "node:test";
import { applySafeFixes, isWellRead } from "../../../core/lint/apply-fixes.ts";
import { lintRunbook } from "../../../core/lint/lint.ts";
import type { Finding, Fix } from "../../../core/lint/rule.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";

function finding(...fixes: readonly Fix[]): Finding {
  return { code: "RBK001", rule: "r", severity: "error", message: "m", span: { start: 0, end: 0 }, fixes };
}

function edit(start: number, end: number, newText: string, safety: Fix["safety"] = "safe"): Fix {
  return { title: "t", safety, edits: [{ span: { start, end }, newText }] };
}

test("applies the first safe fix of each finding and no unsafe one", () => {
  const findings = [
    finding(edit(0, 1, "X", "unsafe"), edit(2, 3, "Y"), edit(4, 5, "Z")),
    finding(edit(6, 7, "W", "unsafe")),
  ];
  const { text, applied } = applySafeFixes("a\r\nb\ufeff\tc", findings);
  assert.equal(text, "a\rYb\ufeff\tc");
  assert.equal(applied.length, 1);
});

test("of two fixes that touch each other one waits for the next round", () => {
  const { text, applied } = applySafeFixes("abcdef", [
    finding(edit(0, 3, "1")),
    finding(edit(3, 4, "2")),
    finding(edit(5, 6, "3")),
  ]);
  assert.equal(text, "1de3");
  assert.equal(applied.length, 2);
});

test("a block that could not be read is left alone, and the one beside it is not", () => {
  const good = "```sql\nSHOW REPLICA STATUS\\G;\n```\n";
  const text = `${good}\n${good.replace("sql", "sql {timeout=fast}")}`;
  const runbook = parseRunbook(text);
  const { text: fixed, applied } = applySafeFixes(text, lintRunbook(runbook, {}), isWellRead(runbook));
  assert.equal(applied.length, 1);
  assert.equal(fixed, text.replace("\\G;", "\\G"));
});
