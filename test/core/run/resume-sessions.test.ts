import assert from "node:assert/strict";
import { test } from "node:test";
import { readPastRun } from "../../../core/run/past-run.ts";
import type { RunOptions } from "../../../core/run/run-types.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { type MemoryTrail, syntaxError, type World, world } from "./memory-ports.ts";

const sql = (name: string, code: string) => `\`\`\`sql {name=${name} on=db1}\n${code}\n\`\`\`\n\n`;
const dump = (hold: string) => sql("lock", hold) + sql("dump", "SELECT 'dump';") + sql("unlock", "UNLOCK TABLES;");
const readLock = "FLUSH TABLES WITH READ LOCK;";

/** Runs until the dump fails. */
async function failed(text: string): Promise<World> {
  const w = world();
  w.nodes.db1.answer = (statement) => (statement.includes("dump") ? syntaxError : undefined);
  assert.equal((await w.run(text)).status, "failed");
  return w;
}

function past(...logs: readonly MemoryTrail[]) {
  const run = readPastRun(
    logs.map((trail, index) =>
      trail.entries.map((entry, seq) => ({ ...entry, log: `log-${index}`, seq }) as unknown as Record<string, never>),
    ),
  );
  assert.ok(run);
  return run;
}

async function resume(text: string, before: readonly World[], answer?: string, options: Partial<RunOptions> = {}) {
  const w = world();
  if (answer !== undefined) w.answers.set("The session to db1 ended", answer === "yes" ? true : answer);
  const result = await w.run(text, { resume: past(...before.map(({ trail }) => trail)), ...options });
  return { w, result, asked: w.nodes.db1.asked };
}

test("a resumed run does not go on without the lock that the run before took, whatever --yes says", async () => {
  const text = dump(readLock);
  const before = await failed(text);
  for (const options of [{ assumeYes: true }, { assumeYes: true, inFlight: "done" as const }]) {
    const { result, asked } = await resume(text, [before], undefined, options);
    assert.equal(result.status, "failed");
    assert.match(
      result.message ?? "",
      /^lock: The session to db1 ended .* the global read lock \(of lock\).*Nobody could be asked/,
    );
    assert.deepEqual(asked, []);
  }
});

test("the operator has the lock taken again, or goes on without, or stops", async () => {
  const text = dump(readLock);
  const before = await failed(text);
  const again = await resume(text, [before], "again");
  assert.deepEqual(again.asked, ["FLUSH TABLES WITH READ LOCK", "SELECT 'dump'", "UNLOCK TABLES"]);
  assert.equal(again.result.status, "succeeded");
  const without = await resume(text, [before], "without");
  assert.deepEqual(without.asked, ["SELECT 'dump'", "UNLOCK TABLES"]);
  const stop = await resume(text, [before], "stop");
  assert.deepEqual([stop.result.status, stop.asked], ["failed", []]);
  const option = await resume(text, [before], undefined, { inFlight: "again" });
  assert.equal(option.asked.length, 3);
});

test("a lock that is gone is remembered by the next resumption too, until somebody decided", async () => {
  const text = dump(readLock);
  const before = await failed(text);
  const stopped = await resume(text, [before], "stop");
  assert.deepEqual((await resume(text, [before, stopped.w], undefined)).asked, []);
  const without = await resume(text, [before, stopped.w], "without");
  assert.equal(past(before.trail, stopped.w.trail, without.w.trail).lost.length, 0);
});

test("a lock that was given back is not asked about", async () => {
  const text = sql("lock", readLock) + sql("unlock", "UNLOCK TABLES;") + sql("dump", "SELECT 'dump';");
  const { asked } = await resume(text, [await failed(text)]);
  assert.deepEqual(asked, ["SELECT 'dump'"]);
});

test("what was changed in a transaction that ended with its run is not done: again or stop", async () => {
  const text = dump("BEGIN; INSERT INTO t VALUES (1);") + sql("end", "COMMIT;");
  const before = await failed(text);
  assert.deepEqual((await resume(text, [before], "without")).asked, []);
  assert.deepEqual((await resume(text, [before], "again")).asked.slice(0, 2), ["BEGIN", "INSERT INTO t VALUES (1)"]);
});

test("one step of a resumed run is not run without the lock of a step before unless the operator says so", async () => {
  const text = dump(readLock);
  const before = await failed(text);
  const [lock, step] = parseRunbook(text).steps;
  assert.ok(step && lock);
  for (const answer of [undefined, true]) {
    const w = world();
    if (answer) w.answers.set("The session to db1 ended", true);
    const run = await w.open(text, { resume: past(before.trail) });
    assert.equal(run.settledBefore("lock"), undefined);
    const outcome = await run.runStep(step, new AbortController().signal);
    assert.equal(outcome.status, answer ? "succeeded" : "refused");
    await run.finish();
  }
});

test("a run is not resumed on another instance than the one on which it began", async () => {
  const text = sql("a", "SELECT 1;") + sql("dump", "SELECT 'dump';");
  const before = await failed(text);
  const w = world();
  w.nodes.db1.uuid = "uuid-of-another";
  const result = await w.run(text, { resume: past(before.trail), assumeYes: true });
  assert.match(
    result.message ?? "",
    /db1 .*is another instance than at the start of the run: uuid-of-another instead of uuid-db1/,
  );
  assert.deepEqual(w.nodes.db1.asked, []);
});
