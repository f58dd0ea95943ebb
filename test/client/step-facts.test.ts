import assert from "node:assert/strict";
import { test } from "node:test";
import { stepFacts } from "../../client/notebook/step-facts.ts";
import type { PlannedStep } from "../../core/run/plan-types.ts";
import { parseRunbook } from "../../core/runbook/parse.ts";

function facts(info: string, more: Partial<PlannedStep> = {}, heading = "Look"): string[] {
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
  return stepFacts(planned).map(({ text }) => text);
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

test("the approvals that a step needs are counted", () =>
  assert.ok(facts("", { approvals: { needed: 2, from: ["alice (key)"] } }).includes("$(organization) 2 approvals")));
