import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { type World, world } from "./memory-ports.ts";

const sql = (name: string, code: string) => `\`\`\`sql {name=${name}}\n${code}\n\`\`\`\n\n`;
const loseSession = "```sh {name=lose}\ntrue\n```\n\n";

/** The session to db1 is gone after the script. */
function losing(): World {
  const w = world();
  w.script = () => {
    for (const session of w.nodes.db1.sessions) session.open = false;
    return { status: "exited", exitCode: 0, signal: null, stdout: "", stderr: "", durationUs: 1 };
  };
  return w;
}

test("a run that ends in an open transaction is no success, and names the step", async () => {
  const w = world();
  const result = await w.run(sql("look", "SELECT 1;") + sql("insert", "BEGIN; INSERT INTO t VALUES (1);"));
  assert.deepEqual([result.status, result.succeeded, result.total], ["failed", 1, 2]);
  assert.match(result.message ?? "", /^What insert changed on db1 was never committed/);
  assert.deepEqual(w.trail.of("step.finished").at(-1)?.["session_state"], [
    { node: "db1", kind: "begun", step: "insert" },
    { node: "db1", kind: "transaction", step: "insert" },
  ]);
  assert.equal(w.trail.of("run.finished")[0]?.["status"], "failed");
});

test("steps that were run one by one end as badly with an open transaction", async () => {
  const w = world();
  const text = sql("insert", "BEGIN; INSERT INTO t VALUES (1);");
  const run = await w.open(text);
  const [step] = parseRunbook(text).steps;
  assert.ok(step);
  assert.equal((await run.runStep(step, new AbortController().signal)).status, "succeeded");
  assert.equal((await run.finish()).status, "failed");
});

test("a transaction that a later step ends is a success, and so is one in which nothing was changed", async () => {
  for (const last of ["COMMIT;", "ROLLBACK;"])
    assert.equal(
      (await world().run(sql("a", "BEGIN; INSERT INTO t VALUES (1);") + sql("b", last))).status,
      "succeeded",
    );
  assert.equal((await world().run(sql("a", "BEGIN; SELECT 1;"))).status, "succeeded");
});

test("a lost session that held something is not replaced, whatever --yes says", async () => {
  for (const code of [
    "FLUSH TABLES WITH READ LOCK;",
    "SET SESSION sql_log_bin = 0;",
    "CREATE TEMPORARY TABLE t (i INT);",
    "BEGIN; INSERT INTO t VALUES (1);",
  ]) {
    const w = losing();
    const result = await w.run(sql("hold", code) + loseSession + sql("use", "SELECT 1;"), { assumeYes: true });
    assert.match(result.message ?? "", /^use: db1: the session was lost, and with it .* \(of hold\)/);
    assert.ok(!w.nodes.db1.asked.includes("SELECT 1"));
    assert.equal(w.trail.of("step.refused")[0]?.["code"], "session-lost");
  }
});

test("the operator may go on without what a lost session held, and is never told that lost changes were made", async () => {
  const w = losing();
  w.answers.set("db1: the session was lost", true);
  const lock = await w.run(sql("hold", "LOCK TABLES t READ;") + loseSession + sql("use", "SELECT 1;"));
  assert.equal(lock.status, "succeeded");
  assert.equal(w.trail.of("step.confirmed").length, 1);
  const changes = losing();
  changes.answers.set("db1: the session was lost", true);
  const result = await changes.run(
    sql("hold", "BEGIN; INSERT INTO t VALUES (1);") + loseSession + sql("use", "COMMIT;"),
  );
  assert.match(result.message ?? "", /^What hold changed on db1 was never committed/);
});

test("a lost session that held nothing is replaced", async () => {
  const w = losing();
  const code = "FLUSH TABLES WITH READ LOCK; UNLOCK TABLES; BEGIN; INSERT INTO t VALUES (1); COMMIT;";
  assert.equal(
    (await w.run(sql("hold", code) + loseSession + sql("use", "SELECT 1;"), { assumeYes: true })).status,
    "succeeded",
  );
});

test("the step whose lock was lost may be run again without a question", async () => {
  const w = losing();
  const run = await w.open(sql("hold", "LOCK TABLES t READ;") + loseSession, { assumeYes: true });
  const never = new AbortController().signal;
  await run.runAll({}, never);
  await run.runAll({ step: "hold" }, never);
  assert.equal((await run.finish()).status, "succeeded");
});

test("of a COMMIT whose answer was lost nobody claims that it did not take effect", async () => {
  const w = world();
  w.nodes.db1.answer = (statement) =>
    statement === "COMMIT" ? { status: "lost", message: "gone", durationUs: 1 } : undefined;
  const result = await w.run(sql("insert", "BEGIN; INSERT INTO t VALUES (1);") + sql("end", "COMMIT;"));
  assert.equal(result.status, "failed");
  assert.match(result.message ?? "", /^end: .*Whether it took effect is not known/);
  const finished = w.trail.of("step.finished").at(-1);
  assert.doesNotMatch(JSON.stringify(finished?.["session_state"] ?? ""), /transaction/);
  const notices = w.events.filter((event) => event.type === "notice").map(({ text }) => text);
  assert.ok(!notices.some((text) => text.includes("never committed")), notices.join());
});
