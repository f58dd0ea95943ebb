import assert from "node:assert/strict";
import { test } from "node:test";
import { stepFacts } from "../../client/notebook/step-facts.ts";
import type { StepHistory } from "../../core/run/history.ts";
import type { PlannedStep } from "../../core/run/plan-types.ts";
import { parseRunbook } from "../../core/runbook/parse.ts";

function facts(info: string, more: Partial<PlannedStep> = {}, heading = "Look", past?: StepHistory): string[] {
  const [step] = parseRunbook(`# ${heading}\n\n\`\`\`sql ${info}\nSELECT 1;\n\`\`\`\n`).steps;
  assert.ok(step);
  const planned = {
    step,
    targets: ["db1"],
    statements: [],
    risk: "reads",
    timeoutMs: 30_000,
    problems: [],
    ...more,
  } as const;
  return stepFacts(planned, past).map(({ text }) => text);
}

test("a step says where it runs, how risky it is and when it is stopped", () =>
  assert.deepEqual(facts("{name=look}"), ["$(symbol-event) look", "$(server) db1", "$(eye) reads", "$(watch) 30s"]));

test("many targets are counted and a rollback is marked", () => {
  const found = facts("", { targets: ["a", "b", "c", "d", "e"], rollbackOf: "promote", risk: "destroys" });
  assert.equal(found[1], "$(server) a, b, c and 2 more");
  assert.ok(found.includes("$(discard) rollback of promote"));
  assert.ok(found.includes("$(flame) destroys"));
});

test("problems that keep a step from running are counted", () => {
  const problem = { code: "x", message: "No such node.", span: { start: 0, end: 1 } };
  assert.ok(facts("", { problems: [problem] }).includes("$(error) 1 problem"));
});

test("a name can't put icons of its own below the cell", () =>
  assert.match(facts("", {}, "$(verified)")[0] ?? "", /^\$\(symbol-event\) (?!.*\$\()/));

test("a condition is shown, since the step may be skipped", () =>
  assert.ok(facts("{when=\"flavor == 'mysql'\"}").includes("$(filter) flavor == 'mysql'")));

test("a step that was run before says how long it takes, and how it ended when that was not well", () => {
  const last = { name: "look", at: "2026-01-02T03:04:05.000Z", outcome: "success", nodes: [] };
  const past = { name: "look", last, typicalMs: 1234, samples: 2 };
  assert.equal(facts("{name=look}", {}, "Look", past).at(-1), "$(history) ~1.2 s");
  const failed = { ...past, last: { ...last, outcome: "timeout" } };
  assert.equal(facts("{name=look}", {}, "Look", failed).at(-1), "$(history) ~1.2 s · timed out");
});

test("the approvals that a step needs are counted", () =>
  assert.ok(facts("", { approvals: { needed: 2, from: ["alice (key)"] } }).includes("$(organization) 2 approvals")));
