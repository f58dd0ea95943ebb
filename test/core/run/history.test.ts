import assert from "node:assert/strict";
import { test } from "node:test";
import { historyOf, parseHistory } from "../../../core/run/history.ts";
import { readRecordedRun } from "../../../core/run/recorded-run.ts";
import { parsePeriod } from "../../../core/runbook/duration.ts";
import { done, rows, world } from "./memory-ports.ts";

const TEXT =
  "```sql {name=first on=db1}\nSELECT 1;\n```\n\n```sql {name=left-out on=db1 when=\"flavor == 'mariadb'\"}\nSELECT 2;\n```\n\n```sql {name=all on=all}\nSELECT 3;\n```\n";

test("the entries that a run writes are read back: each step with its end, its time and its nodes", async () => {
  const w = world();
  w.nodes.db3.answer = (statement) => (statement === "SELECT 3" ? rows(["3"], ["3"]) : done);
  await w.run(TEXT);
  const entries = w.trail.entries.map((entry, seq) => ({ ...entry, log: "log-1", seq, time: `2026-01-0${seq + 1}` }));
  const run = readRecordedRun(entries);
  assert.deepEqual([run?.log, run?.status, run?.cluster, run?.isWhole], ["log-1", "succeeded", "orders", true]);
  assert.deepEqual(
    run?.steps.map(({ name, outcome, nodes }) => [name, outcome, nodes]),
    [
      ["first", "success", ["db1"]],
      ["all", "success", ["db1", "db2", "db3"]],
    ],
  );
  assert.ok(run?.steps.every(({ durationMs }) => durationMs !== undefined && durationMs >= 0));
  // Cut off behind the last intent: nobody saw its end.
  const cut = readRecordedRun(entries.slice(0, entries.findLastIndex(({ type }) => type === "step.intended") + 1));
  assert.deepEqual([cut?.status, cut?.isWhole, cut?.steps.at(-1)?.outcome], ["unfinished", false, "unknown"]);
  assert.equal(readRecordedRun([]), undefined);
});

test("a history survives being sent to another process", () => {
  const step = { name: "a", at: "2026-01-01T00:00:00.000Z", outcome: "success", durationMs: 2, nodes: ["db1"] };
  const run = { log: "l", at: step.at, status: "succeeded", cluster: "orders", isWhole: true, steps: [step] };
  const history = { ...historyOf([run], run), knownSince: "2025-01-01T00:00:00.000Z", unverified: 2 };
  assert.deepEqual(parseHistory(JSON.parse(JSON.stringify(history))), history);
  for (const rubbish of [undefined, null, 1, "", [], {}, { steps: {} }]) assert.equal(parseHistory(rubbish), undefined);
  assert.deepEqual(parseHistory({ steps: [1, null, {}, { name: "x", last: {} }] }), { steps: [] });
});

test("a period is a word or a duration, never nothing", () => {
  assert.equal(parsePeriod("Quarterly"), 92 * 86_400_000);
  assert.equal(parsePeriod("90d"), 90 * 86_400_000);
  for (const text of ["", "0d", "sometimes", "constructor", "every week"]) assert.equal(parsePeriod(text), undefined);
});
