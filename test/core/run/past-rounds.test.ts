import assert from "node:assert/strict";
import { test } from "node:test";
import { rows, syntaxError, world } from "./memory-ports.ts";

type Target = Readonly<Record<string, unknown>> & { readonly earlier?: readonly Record<string, unknown>[] };

const sql = (attributes: string, code: string) => `\`\`\`sql {${attributes}}\n${code}\n\`\`\`\n\n`;

async function targetOf(text: string, w = world()): Promise<Target> {
  await w.run(text);
  const [finished] = w.trail.of("step.finished");
  assert.ok(finished, w.everything());
  const [target] = finished["targets"] as unknown as Target[];
  assert.ok(target);
  return target;
}

test("the trail has every round of @until that changed something", async () => {
  const w = world();
  let n = 0n;
  w.nodes.db1.answer = (statement) => (statement.startsWith("SELECT n") ? rows(["n"], [++n]) : undefined);
  const target = await targetOf(sql("name=a", "-- @until n >= 4 every 1ms\nINSERT INTO t VALUES (1);\nSELECT n;"), w);
  assert.equal(target["rounds"], 4);
  const results = [
    { rows: [], affected: 1 },
    { rows: [1], affected: 0 },
  ];
  assert.deepEqual(
    target.earlier,
    [1, 2, 3].map((round) => ({ round, attempt: 1, effect: "done", results })),
  );
});

test("the trail has why each attempt before the last failed", async () => {
  const w = world();
  let asked = 0;
  w.nodes.db1.answer = (statement) => (statement === "SELEC 1" && ++asked < 3 ? syntaxError : undefined);
  const target = await targetOf(sql("name=a retry=5x1ms", "INSERT INTO t VALUES (1); SELEC 1;"), w);
  assert.deepEqual([target["attempts"], target["rounds"], target["status"]], [3, 3, "succeeded"]);
  assert.deepEqual(
    target.earlier?.map(({ attempt, effect, message }) => [attempt, effect, String(message).slice(0, 10)]),
    [
      [1, "done", "ERROR 1064"],
      [2, "done", "ERROR 1064"],
    ],
  );
});

test("what earlier attempts did is not forgotten when the last one did nothing", async () => {
  const w = world();
  let asked = 0;
  w.nodes.db1.answer = (statement) => (statement.startsWith("INSERT") && ++asked > 1 ? syntaxError : undefined);
  await w.run(sql("name=a retry=1x1ms", "-- @expect rows == 5\nINSERT INTO t VALUES (1);"));
  assert.equal(w.trail.of("step.finished")[0]?.["effect"], "done");
});

test("rounds that only read are counted, and hundreds that changed something still fit into an entry", async () => {
  const w = world();
  let n = 0n;
  w.nodes.db1.answer = (statement) => (statement.startsWith("SELECT n") ? rows(["n"], [++n]) : undefined);
  const reading = await targetOf(sql("name=a", "-- @until n >= 4 every 1ms\nSELECT n;"), w);
  assert.deepEqual([reading["rounds"], reading.earlier], [4, undefined]);
  n = 0n;
  const many = world();
  many.nodes.db1.answer = w.nodes.db1.answer;
  const changing = await targetOf(sql("name=a", "-- @until n >= 300 every 1ms\nDO 1; CALL p(); SELECT n;"), many);
  assert.equal(changing["rounds"], 300);
  assert.deepEqual([changing.earlier?.length, changing.earlier?.at(-1)?.["round"]], [100, 299]);
});

test("the exit status of a script that was tried again stays on record", async () => {
  const w = world();
  let tried = 0;
  w.script = () => ({
    status: "exited",
    exitCode: ++tried < 3 ? 7 : 0,
    signal: null,
    stdout: "",
    stderr: "",
    durationUs: 1,
  });
  const target = await targetOf("```sh {name=s retry=3x1ms}\nfalse\n```\n", w);
  assert.deepEqual(
    target.earlier?.map(({ exit, effect }) => [exit, effect]),
    [
      [7, "unknown"],
      [7, "unknown"],
    ],
  );
});
