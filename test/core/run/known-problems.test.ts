import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { world } from "./memory-ports.ts";

const sql = (attributes: string, code: string) => `\`\`\`sql {${attributes}}\n${code}\n\`\`\`\n\n`;
const first = sql("name=first", "CREATE TABLE t (i INT);");

test("a run with a step that can't be run does not begin, and names every such step", async () => {
  const w = world();
  const result = await w.run(
    first +
      sql("name=placeholder", "SELECT * FROM <table>;") +
      sql("name=quote", "SELECT 'a;") +
      sql("name=typo", "-- @expects n == 1\nSELECT 1 AS n;"),
  );
  assert.deepEqual([result.status, result.succeeded, result.total], ["failed", 0, 4]);
  for (const name of ["placeholder", "quote", "typo"]) assert.ok(result.message?.includes(`${name}: `), result.message);
  assert.deepEqual(w.nodes.db1.asked, []);
  assert.deepEqual(
    w.trail.of("step.refused").map(({ code }) => code),
    ["unfilled-placeholder", "invalid-step", "invalid-step"],
  );
});

test("a wrong step that is not for this cluster keeps nothing from running", async () => {
  const w = world();
  const other = sql("name=other when=\"flavor == 'mariadb'\"", "SELECT * FROM <table>;");
  assert.equal((await w.run(sql("name=first", "FLUSH LOGS;") + other)).status, "succeeded");
  const input = "---\ninputs:\n  which: { type: string }\n---\n\n";
  const asked = sql("name=other when=\"which == 'a'\"", "SELECT * FROM <table>;");
  const run = (which: string) =>
    world().run(input + sql("name=first", "FLUSH LOGS;") + asked, { inputs: new Map([["which", which]]) });
  assert.deepEqual([(await run("a")).status, (await run("b")).status], ["failed", "succeeded"]);
});

test("a step that is run by itself does not mind another that can't be", async () => {
  const w = world();
  const text = sql("name=first", "FLUSH LOGS;") + sql("name=wrong", "SELECT * FROM <table>;");
  const run = await w.open(text);
  const [step] = parseRunbook(text).steps;
  assert.ok(step);
  const { signal } = new AbortController();
  assert.equal((await run.runStep(step, signal)).status, "succeeded");
  assert.equal((await run.runAll({ step: "first" }, signal)).status, "succeeded");
});

test("a script that ends with an exit status is tried again as often as retry says, and a broken ssh is not", async () => {
  for (const [attributes, exitCode, expected] of [
    ["retry=3x1ms", 1, 4],
    ["retry=3x1ms on=db2", 1, 4],
    ["retry=3x1ms on=db2", 255, 1],
    ["", 1, 1],
  ] as const) {
    const w = world();
    w.script = () => ({ status: "exited", exitCode, signal: null, stdout: "", stderr: "", durationUs: 1 });
    await w.run(`\`\`\`sh {name=s ${attributes}}\nfalse\n\`\`\`\n`);
    assert.equal(w.scripts.length, expected, attributes);
  }
});

test("a script that a signal ended is not tried again", async () => {
  const w = world();
  w.script = () => ({ status: "exited", exitCode: null, signal: "SIGKILL", stdout: "", stderr: "", durationUs: 1 });
  await w.run("```sh {name=s retry=3x1ms}\nfalse\n```\n");
  assert.equal(w.scripts.length, 1);
});

test("a run of which every step was skipped is no success", async () => {
  const w = world();
  const skipped = (name: string) => sql(`name=${name} when="flavor == 'mariadb'"`, "SELECT 1;");
  const result = await w.run(skipped("a") + skipped("b"));
  assert.deepEqual([result.status, result.succeeded, result.total], ["failed", 0, 0]);
  assert.match(result.message ?? "", /^Nothing was run: every step was skipped/);
  assert.equal(w.trail.of("run.finished")[0]?.["status"], "failed");
  assert.equal((await world().run(skipped("a") + sql("name=c", "SELECT 1;"))).status, "succeeded");
});
