import assert from "node:assert/strict";
import { test } from "node:test";
import type { EntryBody } from "../../../core/audit/types.ts";
import { TrailError } from "../../../core/audit/types.ts";
import { type World, world } from "./memory-ports.ts";

const never = new AbortController().signal;
const sql = (attributes: string, code: string) => `\`\`\`sql {on=db1 ${attributes}}\n${code}\n\`\`\`\n\n`;

/** A disk that keeps the outcome of step `name` waiting until the intent of another step stands behind it. */
function slowDisk(w: World, name: string) {
  const isOf = (body: EntryBody, type: EntryBody["type"]) =>
    body.type === type && (body["step"] as { name?: string } | undefined)?.name === name;
  let release: (error?: Error) => void = () => undefined;
  const waiting = new Promise<void>((resolve, reject) => {
    release = (error) => (error ? reject(error) : resolve());
  });
  let next: (body: EntryBody) => void = () => undefined;
  const behind = new Promise<EntryBody>((resolve) => {
    next = resolve;
  });
  let held = false;
  w.trail.flushed = async (body) => {
    if (isOf(body, "step.finished")) held = true;
    else if (held && body.type === "step.intended") next(body);
    if (held) await waiting;
  };
  return { behind, release };
}

test("the intent of the next step goes to the disk with the outcome before it, and nothing is done or shown before both are there", async () => {
  const w = world();
  const disk = slowDisk(w, "a");
  const run = await w.open(sql("name=a", "SELECT 1;") + sql("name=b", "INSERT INTO t VALUES (2);"));
  const result = run.runAll({}, never);
  const intent = await disk.behind;
  assert.equal((intent["step"] as { name: string }).name, "b");
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(w.nodes.db1.asked, ["SELECT 1"], "b was begun before the outcome of a was on disk");
  assert.equal(w.events.filter(({ type }) => type === "step-finished").length, 0, "an outcome was shown too early");
  disk.release();
  assert.equal((await result).status, "succeeded");
  assert.deepEqual(w.nodes.db1.asked, ["SELECT 1", "INSERT INTO t VALUES (2)"]);
  const shown = w.events.flatMap((event) =>
    event.type === "step-finished" || event.type === "step-started" ? [`${event.type} ${event.step.name}`] : [],
  );
  assert.deepEqual(shown, ["step-started a", "step-finished a", "step-started b", "step-finished b"]);
});

test("when the outcome is lost the next step is not begun, and the run halts with what was lost", async () => {
  const w = world();
  const disk = slowDisk(w, "a");
  const run = await w.open(sql("name=a", "INSERT INTO t VALUES (1);") + sql("name=b", "INSERT INTO t VALUES (2);"));
  const result = run.runAll({}, never);
  await disk.behind;
  disk.release(new TrailError("The audit trail can't be written: the disk is full."));
  const { status, succeeded, message } = await result;
  assert.deepEqual([status, succeeded], ["halted", 0]);
  assert.match(message ?? "", /^a: It ended as succeeded, but that could not be recorded/);
  assert.deepEqual(w.nodes.db1.asked, ["INSERT INTO t VALUES (1)"]);
  const told = w.events.flatMap((event) =>
    event.type === "step-finished" ? [`${event.step.name} ${event.outcome.status}`] : [],
  );
  assert.deepEqual(told, ["a failed"]);
  await run.finish();
});

test("nobody is asked about the next step before they have seen how the one before ended", async () => {
  const w = world();
  const disk = slowDisk(w, "a");
  w.answers.set("Go on?", true);
  const run = await w.open(sql("name=a", "SELECT 1;") + sql('name=b confirm="Go on?"', "SELECT 2;"));
  const result = run.runAll({}, never);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(w.questions, []);
  disk.release();
  assert.equal((await result).status, "succeeded");
  assert.deepEqual(w.questions, ["Go on?"]);
});

test("after a step that failed the run waits for its record before it says so", async () => {
  const w = world();
  const disk = slowDisk(w, "a");
  w.nodes.db1.answer = (statement) =>
    statement === "SELECT 1"
      ? { status: "error", errno: 1, sqlState: "HY000", message: "no", durationUs: 1 }
      : undefined;
  const run = await w.open(sql("name=a", "SELECT 1;") + sql("name=b", "SELECT 2;"));
  let ended = false;
  const result = run.runAll({}, never).then((value) => {
    ended = true;
    return value;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(ended, false);
  disk.release();
  assert.equal((await result).status, "failed");
  assert.deepEqual(w.nodes.db1.asked, ["SELECT 1"]);
});
