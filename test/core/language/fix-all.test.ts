import assert from "node:assert/strict";
import { test } from "node:test";
import { safeEdits } from "../../../core/language/fix-all.ts";
import type { Finding, Fix } from "../../../core/lint/rule.ts";

function finding(...fixes: readonly Fix[]): Finding {
  return { code: "CNF000", rule: "none", severity: "warning", message: "", span: { start: 0, end: 0 }, fixes };
}

function fix(
  safety: Fix["safety"],
  ...edits: readonly (readonly [start: number, end: number, newText: string])[]
): Fix {
  return { title: "", safety, edits: edits.map(([start, end, newText]) => ({ span: { start, end }, newText })) };
}

const written = (...findings: readonly Finding[]) =>
  safeEdits(findings).map(({ span, newText }) => [span.start, span.end, newText]);

test("takes the first safe fix of each finding, whole or not at all", () => {
  assert.deepEqual(
    written(
      finding(fix("unsafe", [0, 1, "x"]), fix("safe", [5, 6, "a"], [8, 9, "b"])),
      finding(fix("safe", [0, 2, "c"], [8, 10, "d"])),
      finding(fix("unsafe", [20, 21, "e"])),
    ),
    [
      [5, 6, "a"],
      [8, 9, "b"],
    ],
  );
});

test("makes an edit that two findings want once, and keeps insertions at one place in order", () => {
  assert.deepEqual(
    written(
      finding(fix("safe", [3, 4, "a"])),
      finding(fix("safe", [3, 4, "a"])),
      finding(fix("safe", [9, 9, "one\n"])),
      finding(fix("safe", [9, 9, "two\n"])),
    ),
    [
      [3, 4, "a"],
      [9, 9, "one\n"],
      [9, 9, "two\n"],
    ],
  );
});
