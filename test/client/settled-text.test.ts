import assert from "node:assert/strict";
import { test } from "node:test";
import { settledSuccess, settledText } from "../../client/notebook/settled-text.ts";
import type { SettledStep } from "../../core/run/settled-step.ts";

const entry = { log: "20261128T031500000Z-00ff", seq: 7 };
const settled = (how: SettledStep["how"], isChanged = false): SettledStep => ({ how, entry, isChanged });

test("only a step that was seen to succeed, and whose text is the same, has a tick", () => {
  assert.equal(settledSuccess(settled("succeeded")), true);
  for (const step of [settled("succeeded", true), settled("skipped"), settled("said-done"), settled("said-done", true)])
    assert.equal(settledSuccess(step), undefined);
});

test("a cell that is not run again says where its outcome stands, and whether anybody saw it", () => {
  assert.match(settledText(settled("succeeded")), /succeeded .*\(log 20261128T031500000Z-00ff, entry 7\)\.$/);
  assert.match(settledText(settled("succeeded", true)), /Its text was changed since then\.$/);
  assert.match(settledText(settled("skipped")), /skipped/);
  assert.match(settledText(settled("said-done")), /the operator says that it was done\. Nobody saw it/);
});
