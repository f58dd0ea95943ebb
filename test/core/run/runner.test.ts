import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeText } from "../../../cli/reporters/outcome-text.ts";
import { affectedNodes } from "../../../core/run/affected-nodes.ts";
import type { Outcome } from "../../../core/run/outcome.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { done, orders, rows, syntaxError, type World, world } from "./memory-ports.ts";

const sql = (attributes: string, code: string) => `\`\`\`sql {${attributes}}\n${code}\n\`\`\`\n\n`;
const never = new AbortController().signal;

function outcomes(w: World): Record<string, Outcome> {
  return Object.fromEntries(
    w.events.flatMap((event) => (event.type === "step-finished" ? [[event.step.name, event.outcome]] : [])),
  );
}

function statusOf(w: World): Record<string, string> {
  return Object.fromEntries(Object.entries(outcomes(w)).map(([name, outcome]) => [name, outcome.status]));
}

function howConfirmed(w: World): string[] {
  return w.trail.of("step.confirmed").map((entry) => (entry["confirm"] as { how: string }).how);
}

test("the intent is on disk before the statement is sent, and the outcome before anybody sees it", async () => {
  const w = world();
  const seen: string[] = [];
  w.nodes.db1.answer = (statement) => {
    if (statement.startsWith("FLUSH")) seen.push(w.trail.types.at(-1) ?? "");
    return undefined;
  };
  const run = await w.open(sql("name=a", "FLUSH LOGS;"));
  const events = w.events;
  const push = events.push.bind(events);
  events.push = (event) => {
    if (event.type === "step-finished") seen.push(w.trail.types.at(-1) ?? "");
    return push(event);
  };
  await run.runAll({}, never);
  assert.deepEqual(seen, ["step.intended", "step.finished"]);
  const [intent] = w.trail.of("step.intended");
  const [finished] = w.trail.of("step.finished");
  assert.equal(finished?.["intent"], w.trail.entries.indexOf(intent as never));
  assert.equal(finished?.["outcome"], "success");
  await run.finish();
  assert.deepEqual(w.trail.types, [
    "run.started",
    "topology.observed",
    "step.intended",
    "step.finished",
    "run.finished",
  ]);
  assert.ok(w.trail.closed);
});

test("a statement that fails stops its block, and the block the run", async () => {
  const w = world();
  w.nodes.db1.answer = (statement) => (statement === "SELEC 1" ? syntaxError : undefined);
  const result = await w.run(sql("name=a", "SELECT 1; SELEC 1; SELECT 2;") + sql("name=b", "SELECT 3;"));
  assert.deepEqual(w.nodes.db1.asked, ["SELECT 1", "SELEC 1"]);
  assert.deepEqual([result.status, result.succeeded, result.total], ["failed", 0, 2]);
  const outcome = outcomes(w)["a"];
  assert.equal(outcome?.status === "failed" && outcome.code, "statement-error");
  assert.match(result.message ?? "", /^a: db1: ERROR 1064 \(42000\) in SELEC 1/);
});

test("the effect of a block that failed is what its statements before have done", async () => {
  for (const [code, effect] of [
    ["SELECT 1; SELEC 1;", "none"],
    ["INSERT INTO t VALUES (1); SELEC 1;", "done"],
  ] as const) {
    const w = world();
    w.nodes.db1.answer = (statement) => (statement === "SELEC 1" ? syntaxError : undefined);
    await w.run(sql("name=a", code));
    const outcome = outcomes(w)["a"];
    assert.equal(outcome?.status === "failed" && outcome.effect, effect);
  }
});

test("on=replicas runs on both at once and reports each; the outcome is the worst", async () => {
  const w = world();
  let waiting = 0;
  const both = Promise.withResolvers<void>();
  for (const node of [w.nodes.db2, w.nodes.db3]) {
    node.answer = async (statement) => {
      if (statement !== "STOP REPLICA") return undefined;
      if (++waiting === 2) both.resolve();
      await both.promise;
      return node === w.nodes.db3 ? syntaxError : done;
    };
  }
  await w.run(sql("name=stop on=replicas", "STOP REPLICA;"));
  const outcome = outcomes(w)["stop"];
  assert.ok(outcome?.status === "failed");
  assert.deepEqual(
    outcome.evidence.targets.map(({ node, status }) => [node, status]),
    [
      ["db2", "succeeded"],
      ["db3", "failed"],
    ],
  );
  assert.equal(outcome.effect, "done");
  assert.match(outcome.message, /^db3: ERROR 1064/);
  assert.deepEqual(w.nodes.db1.asked, []);
});

test("roles are read again before each step that names one", async () => {
  const w = world();
  const { db1, db2, db3 } = w.nodes;
  db2.answer = (statement) => {
    if (statement !== "RESET REPLICA ALL") return undefined;
    Object.assign(db2, { follows: undefined, readOnly: false });
    Object.assign(db1, { follows: db2, readOnly: true });
    db3.follows = db2;
    return done;
  };
  await w.run(
    sql("name=promote on=db2 risk=changes", "RESET REPLICA ALL;") +
      sql("name=write", "SELECT 1;") +
      sql("name=rest on=replicas", "SELECT 2;"),
  );
  assert.deepEqual([db1.asked, db2.asked, db3.asked], [["SELECT 2"], ["RESET REPLICA ALL", "SELECT 1"], ["SELECT 2"]]);
  assert.equal(w.trail.of("topology.observed").length, 2);
});

test("a replica that is down is not left out: the step fails and names it", async () => {
  const w = world();
  w.nodes.db3.reachable = false;
  const result = await w.run(sql("name=a on=replicas", "SELECT 1;"));
  assert.equal(result.status, "failed");
  assert.match(result.message ?? "", /db3 \(127\.0\.0\.1\)/);
  assert.deepEqual(w.nodes.db2.asked, ["SELECT 1"]);
});

test("two writable nodes without replicas are no target for on=source", async () => {
  const w = world();
  Object.assign(w.nodes.db3, { follows: undefined, readOnly: false });
  const result = await w.run(sql("name=a", "SELECT 1;"));
  const outcome = outcomes(w)["a"];
  assert.equal(outcome?.status === "refused" && outcome.code, "no-target");
  assert.match(result.message ?? "", /db1 and db3 both look like the source/);
});

test("an expectation must hold on every row, and there must be a row", async () => {
  for (const [result, status] of [
    [rows(["x"], [1n], [1n]), "succeeded"],
    [rows(["x"], [1n], [2n]), "failed"],
    [rows(["x"]), "failed"],
    [done, "failed"],
  ] as const) {
    const w = world();
    w.nodes.db1.answer = (statement) => (statement === "SELECT x" ? result : undefined);
    await w.run(sql("name=a", "-- @expect x == 1\nSELECT x;"));
    assert.equal(outcomes(w)["a"]?.status, status);
  }
});

test("a name that two columns share with different values is not taken for either", async () => {
  const w = world();
  w.nodes.db1.answer = (statement) => (statement === "SELECT id, id" ? rows(["id", "id"], [1n, 2n]) : undefined);
  await w.run(sql("name=a", "-- @expect id == 2\nSELECT id, id;"));
  assert.equal(outcomes(w)["a"]?.status, "failed");
});

test("@until polls until it holds, and reports the last round only", async () => {
  const w = world();
  let lag = 3n;
  w.nodes.db1.answer = (statement) => (statement === "SHOW LAG" ? rows(["lag"], [lag--]) : undefined);
  await w.run(sql("name=a", "-- @until lag <= 1 every 1ms\nSHOW LAG;"));
  assert.equal(outcomes(w)["a"]?.status, "succeeded");
  assert.deepEqual(w.nodes.db1.asked, ["SHOW LAG", "SHOW LAG", "SHOW LAG"]);
  assert.equal(w.events.filter(({ type }) => type === "statement-finished").length, 1);
});

test("@until that never holds times out with what it saw last", async () => {
  const w = world();
  w.nodes.db1.answer = (statement) => (statement === "SHOW LAG" ? rows(["lag"], [9n]) : undefined);
  const result = await w.run(sql("name=a timeout=50ms", "-- @until lag <= 1 every 10ms\nSHOW LAG;"));
  const outcome = outcomes(w)["a"];
  assert.ok(outcome?.status === "timed-out");
  assert.equal(outcome.effect, "none");
  assert.match(result.message ?? "", /did not hold within 0\.05 s: lag = 9/);
});

test("a capture is bound for the steps after it, exactly", async () => {
  const w = world();
  w.nodes.db1.answer = (statement) =>
    statement.startsWith("SHOW BINARY") ? rows(["File", "Position"], ["binlog.'1", 18446744073709551615n]) : undefined;
  await w.run(
    sql("name=position", "-- @capture file = File\n-- @capture position = Position\nSHOW BINARY LOG STATUS;") +
      sql("name=use on=db2", "SELECT ${file}, ${position};"),
  );
  assert.deepEqual(w.nodes.db2.asked, ["SELECT 'binlog.''1', 18446744073709551615"]);
  assert.deepEqual(
    w.trail.of("variable.bound").map(({ name, value }) => [name, value]),
    [
      ["file", "binlog.'1"],
      ["position", "18446744073709551615"],
    ],
  );
});

test("a capture needs one row and one node", async () => {
  const w = world();
  w.nodes.db1.answer = (statement) => (statement === "SELECT x" ? rows(["x"], [1n], [2n]) : undefined);
  await w.run(
    sql("name=many on-fail=continue", "-- @capture v = x\nSELECT x;") +
      sql("name=wide on=replicas", "-- @capture u = x\nSELECT x;"),
  );
  const { many, wide } = outcomes(w);
  assert.equal(many?.status === "failed" && many.code, "capture-failed");
  assert.equal(wide?.status === "refused" && wide.code, "invalid-step");
  assert.deepEqual(w.nodes.db2.asked, []);
});

test("an undefined variable keeps everything from running, and names step and variable", async () => {
  const w = world();
  const result = await w.run(sql("name=a", "SELECT 1;") + sql("name=b", "SELECT ${nowhere};"));
  assert.equal(result.status, "failed");
  assert.match(result.message ?? "", /Step b: the variable nowhere is not defined/);
  assert.deepEqual(w.nodes.db1.asked, []);
  assert.deepEqual(
    w.trail.of("step.refused").map(({ code }) => code),
    ["undefined-variable"],
  );
});

const inputs = (yaml: string) => `---\ninputs:\n${yaml}---\n\n`;

test("the only live node of its role is the default of a node input", async () => {
  const w = world();
  await w.run(
    inputs("  old: { type: node, role: source }\n") +
      sql("name=a on=${old}", "SELECT ${old}, ${old.host}, ${old.port};"),
  );
  assert.deepEqual(w.nodes.db1.asked, ["SELECT 'db1', '127.0.0.1', 3306"]);
});

test("with several nodes of a role the operator is asked, and with nobody to ask nothing runs", async () => {
  const text =
    inputs('  new: { type: node, role: replica, prompt: "Which one?" }\n') + sql("name=a on=${new}", "SELECT 1;");
  const asked = world();
  asked.answers.set("Which one?", "db3");
  assert.equal((await asked.run(text)).status, "succeeded");
  assert.deepEqual(asked.nodes.db3.asked, ["SELECT 1"]);
  const alone = world();
  assert.match((await alone.run(text)).message ?? "", /the input new has no value\. It is one of db2, db3/);
});

test("an input that does not fit its type or pattern is refused before anything runs", async () => {
  const w = world();
  const text = inputs("  n: { type: integer }\n") + sql("name=a", "SELECT ${n};");
  const result = await w.run(text, { inputs: new Map([["n", "1; DROP TABLE t"]]) });
  assert.match(result.message ?? "", /is not an integer/);
  assert.deepEqual(w.nodes.db1.asked, []);
});

test("when false skips, and the trail says why", async () => {
  const w = world();
  const result = await w.run(
    sql(`name=m when="flavor == 'mariadb'"`, "SELECT 1;") + sql(`name=y when="flavor == 'mysql'"`, "SELECT 2;"),
  );
  assert.deepEqual(statusOf(w), { m: "skipped", y: "succeeded" });
  assert.deepEqual([result.status, result.succeeded, result.total], ["succeeded", 1, 1]);
  assert.match(String(w.trail.of("step.skipped")[0]?.["because"]), /flavor == 'mariadb' is false/);
});

test("a step whose needs did not succeed in this run is refused", async () => {
  const w = world();
  const run = await w.open(sql("name=a", "SELECT 1;") + sql("name=b needs=a", "SELECT 2;"));
  const [a, b] = parseRunbook(sql("name=a", "SELECT 1;") + sql("name=b needs=a", "SELECT 2;")).steps;
  assert.ok(a && b);
  const refused = await run.runStep(b, never);
  assert.equal(refused.status === "refused" && refused.code, "needs-unmet");
  await run.runStep(a, never);
  assert.equal((await run.runStep(b, never)).status, "succeeded");
});

test("what destroys is asked for; no answer and a no are refusals, a yes is recorded", async () => {
  const text = sql("name=a", "DROP TABLE t;");
  const silent = world();
  await silent.run(text);
  assert.deepEqual([statusOf(silent)["a"], silent.nodes.db1.asked], ["refused", []]);
  const no = world();
  no.answers.set("Run a on db1?", false);
  await no.run(text);
  assert.deepEqual([statusOf(no)["a"], no.nodes.db1.asked], ["refused", []]);
  const yes = world();
  yes.answers.set("Run a on db1?", true);
  await yes.run(text);
  assert.deepEqual([statusOf(yes)["a"], yes.nodes.db1.asked], ["succeeded", ["DROP TABLE t"]]);
  assert.deepEqual(howConfirmed(yes), ["operator"]);
  const assumed = world();
  await assumed.run(text, { assumeYes: true });
  assert.deepEqual(assumed.questions, []);
  assert.deepEqual(howConfirmed(assumed), ["assume-yes"]);
});

test("on a production cluster everything but reading is asked for", async () => {
  const w = world();
  w.answers.set("Run b on db1?", true);
  await w.run(sql("name=a", "SELECT 1;") + sql("name=b", "INSERT INTO t VALUES (1);"), { cluster: orders(true) });
  assert.deepEqual(w.questions, ["Run b on db1? orders is a production cluster."]);
});

test("a step with a problem is refused", async () => {
  const w = world();
  await w.run("```sql {name=a timeout=soon}\nSELECT 1;\n```\n");
  assert.equal(statusOf(w)["a"], "refused");
  assert.deepEqual(w.nodes.db1.asked, []);
});

test("a session is kept from step to step, and its loss is said aloud", async () => {
  const w = world();
  w.nodes.db1.answer = (statement) =>
    statement.startsWith("UPDATE")
      ? { status: "lost", message: "the server closed the connection", durationUs: 5 }
      : undefined;
  const steps = parseRunbook(
    sql("name=a on=db1", "SELECT 1;") +
      sql("name=b on=db1", "UPDATE t SET x = 1 WHERE i = 1;") +
      sql("name=c on=db1", "SELECT 2;"),
  ).steps;
  const run = await w.open("");
  const open = await w.open(sql("name=a on=db1", "SELECT 1;"));
  await run.finish();
  const before = w.nodes.db1.sessions.length;
  const [a, b, c] = await Promise.all(steps.map((step) => open.runStep(step, never)));
  assert.equal(a?.status, "succeeded");
  assert.ok(b?.status === "failed" && b.code === "connection-lost" && b.effect === "unknown");
  assert.equal(c?.status, "succeeded");
  assert.equal(w.nodes.db1.sessions.length, before + 2);
  assert.ok(
    w.events.some(
      (event) => event.type === "notice" && /db1: connected again.*locks, temporary tables/.test(event.text),
    ),
  );
});

test("another instance under the same name is refused", async () => {
  const w = world();
  w.nodes.db1.answer = (statement) =>
    statement === "SELECT 1" ? { status: "lost", message: "gone", durationUs: 5 } : undefined;
  const text = sql("name=a on=db1", "SELECT 1;") + sql("name=b on=db1", "SELECT 2;");
  const run = await w.open(text);
  const [a, b] = parseRunbook(text).steps;
  assert.ok(a && b);
  await run.runStep(a, never);
  w.nodes.db1.uuid = "somebody-else";
  const outcome = await run.runStep(b, never);
  assert.equal(outcome.status === "refused" && outcome.code, "identity-changed");
  assert.deepEqual(w.nodes.db1.asked, ["SELECT 1"]);
});

test("a timeout aborts the statement and reports what is known of its effect", async () => {
  const w = world();
  w.nodes.db1.answer = (statement, signal) =>
    statement.startsWith("UPDATE")
      ? new Promise((resolve) =>
          signal?.addEventListener("abort", () =>
            resolve({ status: "aborted", effect: "unknown", message: "It may still be running.", durationUs: 9 }),
          ),
        )
      : undefined;
  const result = await w.run(
    sql("name=a timeout=30ms", "UPDATE t SET x = 1 WHERE i = 1;") + sql("name=b", "SELECT 1;"),
  );
  const outcome = outcomes(w)["a"];
  assert.ok(outcome?.status === "timed-out" && outcome.effect === "unknown");
  assert.match(result.message ?? "", /was stopped after 0\.03 s/);
  assert.equal(outcomes(w)["b"], undefined);
  assert.equal(w.trail.of("step.finished")[0]?.["outcome"], "timeout");
});

test("cancelling stops the step and the run, and is no success", async () => {
  const w = world();
  const cancel = new AbortController();
  w.nodes.db1.answer = (statement, signal) =>
    statement === "SELECT SLEEP(9)"
      ? new Promise((resolve) => {
          signal?.addEventListener("abort", () =>
            resolve({ status: "aborted", effect: "none", message: "The server interrupted it.", durationUs: 9 }),
          );
          cancel.abort();
        })
      : undefined;
  const run = await w.open(sql("name=a", "SELECT SLEEP(9);") + sql("name=b", "SELECT 1;"));
  assert.equal((await run.runAll({}, cancel.signal)).status, "cancelled");
  assert.equal((await run.finish()).status, "cancelled");
  assert.deepEqual(statusOf(w), { a: "cancelled" });
});

test("retry repeats what failed, as often as asked and no more", async () => {
  const w = world();
  let left = 2;
  w.nodes.db1.answer = (statement) => (statement === "SELEC 1" && left-- > 0 ? syntaxError : undefined);
  await w.run(sql("name=a retry=3x1ms", "SELEC 1;"));
  const outcome = outcomes(w)["a"];
  assert.ok(outcome?.status === "succeeded");
  assert.equal(outcome.evidence.targets[0]?.attempts, 3);
  const once = world();
  once.nodes.db1.answer = (statement) => (statement === "SELEC 1" ? syntaxError : undefined);
  await once.run(sql("name=a retry=1x1ms", "SELEC 1;"));
  assert.equal(once.nodes.db1.asked.length, 2);
});

test("on-fail=continue goes on, and the run has failed all the same", async () => {
  const w = world();
  w.nodes.db1.answer = (statement) => (statement === "SELEC 1" ? syntaxError : undefined);
  const result = await w.run(sql("name=a on-fail=continue", "SELEC 1;") + sql("name=b", "SELECT 1;"));
  assert.deepEqual(statusOf(w), { a: "failed", b: "succeeded" });
  assert.deepEqual([result.status, result.succeeded, result.total], ["failed", 1, 2]);
});

test("rollback steps are no part of the order and are named newest first when a later step fails", async () => {
  const text =
    sql("name=a rollback=undo-a", "SET GLOBAL x = 1;") +
    sql("name=b rollback=undo-b", "SET GLOBAL y = 1;") +
    sql("name=c", "SELEC 1;") +
    sql("name=undo-a", "SET GLOBAL x = 0;") +
    sql("name=undo-b", "SET GLOBAL y = 0;");
  const w = world();
  w.nodes.db1.answer = (statement) => (statement === "SELEC 1" ? syntaxError : undefined);
  const run = await w.open(text);
  const result = await run.runAll({}, never);
  assert.deepEqual([result.rollbacks, result.total], [["undo-b", "undo-a"], 3]);
  const undo = parseRunbook(text).steps.find(({ name }) => name === "undo-b");
  assert.ok(undo);
  await run.runStep(undo, never);
  const finished = await run.finish();
  assert.deepEqual([finished.status, finished.rollbacks], ["failed", ["undo-a"]]);
});

test("a step that failed after it had changed something offers its rollback too", async () => {
  const w = world();
  const result = await w.run(
    sql("name=fence rollback=unfence", "-- @expect x == 1\nSET GLOBAL super_read_only = ON; SELECT 0 AS x;") +
      sql("name=unfence", "SET GLOBAL read_only = OFF;"),
  );
  assert.deepEqual([result.status, result.rollbacks], ["failed", ["unfence"]]);
});

test("secrets are replaced in events, evidence and trail, and arrive at the server", async () => {
  const w = world();
  const secret = "tiger'7\\zz";
  w.nodes.db1.answer = (statement) =>
    statement.startsWith("CREATE")
      ? { ...syntaxError, message: `near '${secret}' and 'tiger''7\\\\zz'` }
      : statement.startsWith("SELECT CONCAT")
        ? rows(["v"], [`x${secret}y`])
        : statement.startsWith("SELECT @@sql_mode")
          ? rows(["m"], [""])
          : undefined;
  const text =
    inputs("  pw: { type: secret }\n") +
    sql("name=a", "-- @capture seen = v\nSELECT CONCAT(${pw}) AS v;") +
    "```bash {name=s}\necho $pw\n```\n\n" +
    sql("name=b", "CREATE USER u IDENTIFIED BY ${pw};");
  w.script = () => ({
    status: "exited",
    exitCode: 0,
    signal: null,
    stdout: `pw is ${secret} and ends\n`,
    stderr: "",
    durationUs: 1,
  });
  await w.run(text, { inputs: new Map([["pw", secret]]) });
  assert.deepEqual(
    w.nodes.db1.asked.filter((statement) => statement.startsWith("CREATE")),
    ["CREATE USER u IDENTIFIED BY 'tiger''7\\\\zz'"],
  );
  assert.equal(w.scripts[0]?.environment["pw"], secret);
  assert.doesNotMatch(w.everything(), /tiger|zz/);
  const output = w.events.flatMap((event) => (event.type === "output" ? [event.text] : [])).join("");
  assert.equal(output, "pw is <redacted> and ends\n");
});

test("a shell step gets variables as its environment and fails by its exit status", async () => {
  const w = world();
  w.script = () => ({
    status: "exited",
    exitCode: 2,
    signal: null,
    stdout: "",
    stderr: "no such file\n",
    durationUs: 1,
  });
  const result = await w.run(
    `${inputs("  src: { type: node, role: source }\n")}\`\`\`bash {name=a}\nmysqldump -h "$src_host"\n\`\`\`\n`,
  );
  assert.deepEqual(w.scripts[0]?.environment["src_host"], "127.0.0.1");
  assert.match(result.message ?? "", /exit status 2: no such file/);
});

test("a shell step captures its output without the line feeds at its end", async () => {
  const w = world();
  w.script = () => ({
    status: "exited",
    exitCode: 0,
    signal: null,
    stdout: "GTID: abc:1-5\n\n",
    stderr: "",
    durationUs: 1,
  });
  await w.run(
    '```bash {name=a}\n# @capture all = stdout\n# @capture gtid = match(stdout, "GTID: (\\\\S+)")\necho\n```\n\n' +
      sql("name=b", "SELECT ${all}, ${gtid};"),
  );
  assert.deepEqual(w.nodes.db1.asked, ["SELECT 'GTID: abc:1-5', 'abc:1-5'"]);
});

test("a manual step asks for each item; a no fails it and nobody to ask refuses it", async () => {
  const text = "```manual {name=m}\n- [ ] call the bridge\n- [ ] announce it\n```\n";
  const yes = world();
  yes.answers.set("call", true).set("announce", true);
  assert.equal((await yes.run(text)).status, "succeeded");
  const no = world();
  no.answers.set("call", true).set("announce", false);
  await no.run(text);
  const outcome = outcomes(no)["m"];
  assert.ok(outcome?.status === "failed" && outcome.code === "declined");
  const nobody = world();
  await nobody.run(text);
  assert.equal(outcomes(nobody)["m"]?.status, "refused");
  const unasked = world();
  await unasked.run(text, { assumeYes: true });
  assert.equal(outcomes(unasked)["m"]?.status, "refused");
});

test("each item of a manual step is on record at once, with the operator's note", async () => {
  const w = world();
  w.answers.set("call", true).set("announce", true).set('Note for the trail on "announce', "ticket 4711");
  await w.run("```manual {name=m}\n- [ ] call the bridge\n- [ ] announce it\n```\n");
  const items = w.trail.entries.flatMap(({ type, item, intent }) =>
    type === "step.confirmed" ? [[item, intent]] : [],
  );
  const intent = w.trail.entries.findIndex(({ type }) => type === "step.intended");
  assert.deepEqual(items, [
    [{ index: 0, text: "call the bridge", done: true }, intent],
    [{ index: 1, text: "announce it", done: true }, intent],
    [{ index: 1, text: "announce it", done: true, note: "ticket 4711" }, intent],
  ]);
  assert.match(w.everything(), /"detail":"ticket 4711"/);
});

test("a step that changes something records what its server had executed before and after", async () => {
  const w = world();
  const sets = ["a:1-5", `b:1${",2:3".repeat(800)}`, "c"];
  w.nodes.db1.answer = (statement) =>
    statement === "SELECT @@global.gtid_executed" ? rows(["x"], [sets.shift() ?? ""]) : undefined;
  await w.run(sql("name=look", "SELECT 1;") + sql("name=change", "INSERT INTO t VALUES (1);"), { mode: "drill" });
  assert.equal(sets.length, 1);
  const of = (type: string, name: string) => {
    const found = w.trail.entries.find(
      (entry) => entry.type === type && (entry["step"] as { name: string }).name === name,
    );
    return (found?.["targets"] ?? []) as { gtid?: Record<string, { text: string }> }[];
  };
  const [intended] = of("step.intended", "change");
  assert.deepEqual(intended?.gtid, { text: "a:1-5" });
  const [ended] = of("step.finished", "change");
  assert.deepEqual(ended?.gtid?.["before"], { text: "a:1-5" });
  assert.deepEqual(
    [ended?.gtid?.["after"]?.text.length, Object.keys(ended?.gtid?.["after"] ?? {})],
    [1000, ["text", "sha256"]],
  );
  assert.doesNotMatch(JSON.stringify(of("step.finished", "look")), /gtid/);
  const started = w.trail.entries.find(({ type }) => type === "run.started");
  assert.match(JSON.stringify(started), /"mode":"drill"/);
});

test("a run that is cancelled while it connects runs nothing", async () => {
  const w = world();
  const cancelled = new AbortController();
  w.nodes.db2.answer = () => {
    cancelled.abort();
  };
  await assert.rejects(w.open(sql("name=a", "SELECT 1;"), { signal: cancelled.signal }), /cancelled/);
  assert.deepEqual(w.nodes.db1.asked, []);
  assert.deepEqual(w.trail.of("run.halted").length, 1);
});

test("when the trail can't be written nothing is sent any more, whatever the entry", async () => {
  const text = sql("name=a on=db1", "INSERT INTO t VALUES (1);") + sql("name=b on=db1", "INSERT INTO t VALUES (2);");
  const complete = world();
  await complete.run(text);
  for (let failsAt = 0; failsAt < complete.trail.entries.length; failsAt++) {
    const w = world();
    w.trail.failsAt = failsAt;
    const opened = await w.run(text).catch((error: Error) => error);
    const intents = w.trail.of("step.intended").length;
    assert.equal(w.nodes.db1.asked.length, intents, `entry ${failsAt}`);
    if (opened instanceof Error) assert.match(opened.message, /trail-unwritable/);
    else assert.equal(opened.status, "halted", `entry ${failsAt}`);
  }
});

test("a step whose outcome could not be recorded is no success", async () => {
  const w = world();
  w.trail.failsAt = 3;
  await w.run(sql("name=a on=db1", "INSERT INTO t VALUES (1);"));
  const outcome = outcomes(w)["a"];
  assert.ok(outcome?.status === "failed" && outcome.code === "record-lost" && outcome.effect === "done");
});

test("a cluster of which no node answers is refused, and the log says so", async () => {
  const w = world();
  for (const node of Object.values(w.nodes)) node.reachable = false;
  await assert.rejects(w.open(sql("name=a", "SELECT 1;")), /cluster-unreachable: .*db1.*db2.*db3/);
  assert.deepEqual(w.trail.types, ["run.started", "topology.observed", "run.halted"]);
  assert.ok(w.trail.closed);
});

test("a runbook of local steps connects to nothing", async () => {
  const w = world();
  assert.equal((await w.run("```bash {name=a}\ntrue\n```\n")).status, "succeeded");
  assert.equal(w.nodes.db1.sessions.length, 0);
});

test("finishing twice writes one end", async () => {
  const w = world();
  const run = await w.open(sql("name=a", "SELECT 1;"));
  await Promise.all([run.finish(), run.finish()]);
  assert.equal(w.trail.of("run.finished").length, 1);
  const [step] = parseRunbook(sql("name=a", "SELECT 1;")).steps;
  assert.ok(step);
  assert.equal((await run.runStep(step, never)).status, "refused");
});

test("a step that is skipped needs no value for its variables", async () => {
  const w = world();
  const text =
    inputs("  only_there: { type: string }\n") +
    sql(`name=capture when="flavor == 'mariadb'"`, "-- @capture set = x\nSELECT 1 AS x;") +
    sql(`name=use when="flavor == 'mariadb'"`, "SELECT ${set}, ${only_there};") +
    sql("name=end", "SELECT 2;");
  assert.equal((await w.run(text)).status, "succeeded");
  assert.deepEqual([w.nodes.db1.asked, w.questions], [["SELECT 2"], []]);
});

test("a secret that an expression quotes in its error is replaced in the evidence of the target too", async () => {
  const w = world();
  const text = `${inputs("  pw: { type: secret }\n")}${sql("name=a", "-- @capture n = int(pw) + 1\nSELECT 1 AS x;")}`;
  await w.run(text, { inputs: new Map([["pw", "tiger zz"]]) });
  assert.equal(statusOf(w)["a"], "failed");
  assert.doesNotMatch(w.everything(), /tiger/);
});

test("a run is a whole one only when every step of the order ended well, however it was asked for", async () => {
  const text = `${sql("name=a rollback=undo", "SELECT 1;")}${sql("name=b when=\"flavor == 'mariadb'\"", "SELECT 2;")}${sql("name=c", "SELECT 3;")}${sql("name=undo", "SELECT 4;")}`;
  const wholeAfter = async (steps: readonly string[], fail?: string) => {
    const w = world();
    w.nodes.db1.answer = (statement) => (statement === fail ? syntaxError : undefined);
    const run = await w.open(text);
    if (steps.length === 0) await run.runAll({}, never);
    for (const name of steps) await run.runStep(parseRunbook(text).steps.find((step) => step.name === name)!, never);
    await run.finish();
    return w.trail.of("run.finished")[0]?.["whole"];
  };
  assert.equal(await wholeAfter([]), true);
  assert.equal(await wholeAfter(["a", "b", "c"]), true, "cell by cell");
  assert.equal(await wholeAfter(["a"]), false, "one cell of several");
  assert.equal(await wholeAfter(["b"]), false, "one that was left out");
  assert.equal(await wholeAfter([], "SELECT 3"), false, "a failure");
  assert.equal(await wholeAfter(["a", "c", "undo"]), false, "without one of the order");
});

test("the word exit in a text does not free a script from its exit status", async () => {
  const w = world();
  w.script = () => ({ status: "exited", exitCode: 1, signal: null, stdout: "hi\n", stderr: "", durationUs: 1 });
  const sh = (name: string, expectation: string) =>
    `\`\`\`sh {name=${name}}\n# @expect ${expectation}\nfalse\n\`\`\`\n`;
  const result = await w.run(sh("a", '!stdout.contains("exit code 1")'));
  assert.equal(result.status, "failed");
  assert.equal((await w.run(sh("b", "exit == 1"), {})).status, "succeeded");
});

test("output of which a part was lost is neither judged nor captured", async () => {
  const lost = { stdout: 10, stderr: 0 };
  for (const line of ['@expect !stdout.contains("ERROR")', "@capture all = stdout"]) {
    const w = world();
    w.script = () => ({ status: "exited", exitCode: 0, signal: null, stdout: "x", stderr: "", lost, durationUs: 1 });
    const result = await w.run(`\`\`\`sh {name=a}\n# ${line}\ntrue\n\`\`\`\n`);
    assert.equal(result.status, "failed", line);
    assert.match(result.message ?? "", /first 10 bytes of stdout were too many/);
  }
});

test("what a script left running is said", async () => {
  const w = world();
  const left = [{ pid: 7, name: "sleep" }];
  w.script = () => ({ status: "exited", exitCode: 0, signal: null, stdout: "", stderr: "", left, durationUs: 1 });
  const result = await w.run("```sh {name=a}\nsleep 9 &\n```\n");
  assert.equal(result.status, "succeeded");
  assert.ok(w.events.some((event) => event.type === "notice" && /sleep \(process 7\) still runs/.test(event.text)));
  assert.match(JSON.stringify(w.trail.of("step.finished")), /"left":\[\{"pid":7/);
});

test("@expect looks at the last result, not at a statement behind it that returned none", async () => {
  const w = world();
  w.nodes.db1.answer = (statement) => (statement.startsWith("SELECT 1") ? rows(["errant"], [1n]) : undefined);
  const block = (expectation: string, code: string) => sql("name=a on=db1", `-- @expect ${expectation}\n${code}`);
  assert.equal((await w.run(block("rows == 0", "SELECT 1 AS errant; SET @x = 1;"))).status, "failed");
  const none = world();
  const result = await none.run(block("rows == 0", "DO 1;"));
  assert.match(result.message ?? "", /No statement of the block returned a result/);
});

test("what a step did before it failed is told of the nodes where it was done", async () => {
  const w = world();
  for (const replica of [w.nodes.db2, w.nodes.db3])
    replica.answer = (statement) => (statement.startsWith("CREATE") ? syntaxError : undefined);
  await w.run(sql("name=a on=all", "CREATE TABLE t (i INT);"));
  const outcome = outcomes(w)["a"];
  assert.ok(outcome?.status === "failed");
  assert.deepEqual(affectedNodes(outcome), ["db1"]);
  assert.match(outcomeText("a", outcome).effect ?? "", /^What it did on db1 before/);
  assert.match(outcomeText("a", outcome).text, /failed on db2, db3/);
});
