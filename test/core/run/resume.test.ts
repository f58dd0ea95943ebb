import assert from "node:assert/strict";
import { test } from "node:test";
import { type PastRun, readPastRun } from "../../../core/run/past-run.ts";
import type { RunOptions } from "../../../core/run/run-types.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { type MemoryTrail, rows, syntaxError, type World, world } from "./memory-ports.ts";

const text = `---
runbook: Ten steps
inputs:
  table: { type: string }
  password: { type: secret }
---
\`\`\`sql {name=first on=db1}
INSERT INTO one VALUES (1);
\`\`\`
\`\`\`sql {name=measure on=db1}
-- @capture position = position
SELECT position;
\`\`\`
\`\`\`sql {name=second on=db1 rollback=undo-second}
INSERT INTO \${table:id} VALUES (\${position}, \${password});
\`\`\`
\`\`\`sql {name=third on=db1 needs=first}
INSERT INTO three VALUES (3);
\`\`\`
\`\`\`sql {name=undo-second on=db1}
DELETE FROM two;
\`\`\`
`;

/** What the log holds after \`count\` entries: those that a process killed there leaves behind. */
function cutAt(trail: MemoryTrail, log: string, count = trail.entries.length): Record<string, never>[] {
  return trail.entries
    .slice(0, count)
    .map((entry, seq) => ({ ...entry, log, seq }) as unknown as Record<string, never>);
}

function past(...logs: ReturnType<typeof cutAt>[]): PastRun {
  const run = readPastRun(logs);
  assert.ok(run);
  return run;
}

function answering(fail?: RegExp): World {
  const w = world();
  w.nodes.db1.answer = (statement) => {
    if (fail?.test(statement)) return syntaxError;
    return statement.startsWith("SELECT position") ? rows(["position"], [9007199254740993n]) : undefined;
  };
  return w;
}

function decisions(w: World): unknown[] {
  return w.trail.entries.map(({ decision }) => decision).filter((decision) => decision !== undefined);
}

const inputs = new Map([
  ["table", "two"],
  ["password", "s3cret!"],
]);

async function first(fail?: RegExp): Promise<World> {
  const w = answering(fail);
  await w.run(text, { inputs });
  return w;
}

function changes(w: World): string[] {
  return w.nodes.db1.asked.filter((statement) => /INSERT|DELETE/.test(statement));
}

async function resumed(resume: PastRun, options: Partial<RunOptions> = {}, w = answering(), document = text) {
  const result = await w.run(document, { inputs, resume, ...options });
  return { w, result };
}

test("wherever the log is cut, what it says was finished is not run again, and the rest is run in order", async () => {
  const whole = await first();
  const all = changes(whole);
  assert.equal(all.length, 3);
  for (let count = 1; count <= whole.trail.entries.length; count++) {
    const before = cutAt(whole.trail, "log-0", count);
    const run = past(before);
    const finished = before.filter((entry) => String(entry["type"]) === "step.finished").length;
    const open = [...run.steps.values()].filter(({ how }) => how === "unknown");
    const { w, result } = await resumed(run, { inFlight: "again" });
    assert.equal(result.status, "succeeded", `${count}: ${result.message}`);
    assert.equal(result.succeeded, 4);
    // The second of the four steps changes nothing.
    const left = all.slice(finished <= 1 ? finished : finished - 1);
    assert.deepEqual(changes(w), left, `cut after ${count} entries`);
    assert.equal(decisions(w).length, open.length);
    assert.deepEqual(w.trail.of("run.resumed")[0]?.["of"], { log: "log-0", seq: count - 1 });
  }
});

test("a step that was under way is asked about: done, again, or nothing goes on", async () => {
  const whole = await first();
  const at = whole.trail.entries.findIndex(
    ({ type, step }) => type === "step.intended" && (step as { name: string }).name === "second",
  );
  const run = past(cutAt(whole.trail, "log-0", at + 1));
  for (const [answer, expected, status] of [
    ["done", ["INSERT INTO three VALUES (3)"], "succeeded"],
    ["again", changes(whole).slice(1), "succeeded"],
    ["stop", [], "failed"],
    [undefined, [], "failed"],
  ] as const) {
    const w = answering();
    if (answer !== undefined) w.answers.set("second in run log-0", answer);
    const { result } = await resumed(run, {}, w);
    assert.deepEqual([result.status, changes(w)], [status, expected], String(answer));
    assert.ok(w.questions.some((question) => question.startsWith("second in run log-0: It was under way")));
    assert.equal(decisions(w)[0], answer ?? "stop");
  }
});

test("what the operator said of a step holds when the run that was resumed is resumed itself", async () => {
  const whole = await first();
  const at = whole.trail.entries.findIndex(
    ({ type, step }) => type === "step.intended" && (step as { name: string }).name === "second",
  );
  const oldest = cutAt(whole.trail, "log-0", at + 1);
  const { w: between } = await resumed(past(oldest), { inFlight: "done" });
  const cut = between.trail.entries.findIndex(({ decision }) => decision !== undefined) + 1;
  const { w, result } = await resumed(past(oldest, cutAt(between.trail, "log-1", cut)));
  assert.equal(result.status, "succeeded");
  assert.deepEqual(changes(w), ["INSERT INTO three VALUES (3)"]);
});

test("a step that failed without an effect is run again after its text was mended, without a question", async () => {
  const whole = await first(/three/);
  const { w, result } = await resumed(past(cutAt(whole.trail, "log-0")), {}, answering(), text.replace("three", "iii"));
  assert.equal(result.status, "succeeded", result.message);
  assert.deepEqual(changes(w), ["INSERT INTO iii VALUES (3)"]);
  assert.deepEqual(w.questions, []);
});

test("a runbook that was changed where it was run already is refused unless a person confirms it", async () => {
  const whole = await first(/three/);
  const run = past(cutAt(whole.trail, "log-0"));
  const changed = text.replace("INSERT INTO one", "INSERT INTO uno");
  await assert.rejects(resumed(run, {}, answering(), changed), /not-resumable: .*first has another text/);
  await assert.rejects(resumed(run, { assumeYes: true }, answering(), changed), /not-resumable/);
  const inserted = text.replace(
    "```sql {name=measure",
    "```sql {name=new on=db1}\nSELECT 1;\n```\n```sql {name=measure",
  );
  await assert.rejects(resumed(run, {}, answering(), inserted), /new stands before steps that were run/);
  const w = answering();
  w.answers.set("The runbook was changed since run log-0", true);
  const { result } = await resumed(run, {}, w, changed);
  assert.equal(result.status, "succeeded");
  assert.deepEqual(changes(w), ["INSERT INTO three VALUES (3)"]);
});

test("a step that was undone by its rollback is run again, and one whose rollback broke off is asked about", async () => {
  const [undo] = parseRunbook(text).steps.filter(({ name }) => name === "undo-second");
  assert.ok(undo);
  for (const breaks of [false, true]) {
    const w = answering(/three/);
    const answer = w.nodes.db1.answer;
    w.nodes.db1.answer = (statement, signal) =>
      breaks && statement.startsWith("DELETE")
        ? { status: "lost", message: "gone", durationUs: 1 }
        : answer(statement, signal);
    const run = await w.open(text, { inputs, assumeYes: true });
    const result = await run.runAll({}, new AbortController().signal);
    assert.deepEqual(result.rollbacks, ["undo-second"]);
    await run.runStep(undo, new AbortController().signal);
    await run.finish();
    const again = answering();
    const { result: end } = await resumed(past(cutAt(w.trail, "log-0")), {}, again);
    if (breaks) {
      assert.equal(end.status, "failed");
      assert.match(again.questions.join(), /its rollback undo-second did not end well/);
    }
    assert.deepEqual(changes(again), breaks ? [] : changes(w).slice(1, 3));
  }
});

test("captures come back exactly; one that held a secret is not in the trail and is not made up", async () => {
  const whole = await first();
  const run = past(cutAt(whole.trail, "log-0"));
  assert.equal(run.captures.get("position"), 9007199254740993n);
  assert.equal(run.texts.get("table"), "two");
  assert.equal(run.texts.has("password"), false);
  const w = world();
  w.nodes.db1.answer = (statement) =>
    statement.startsWith("SELECT position") ? rows(["position"], ["has s3cret! in it"]) : undefined;
  await w.run(text, { inputs });
  assert.equal(past(cutAt(w.trail, "log-0")).captures.has("position"), false);
});

test("items of a manual step that were confirmed before the crash are not asked for again, however often it is resumed", async () => {
  const manual = "```manual {name=m risk=changes}\n- [ ] one\n- [ ] two\n- [ ] three\n```\n";
  const asked = (w: World) => w.questions.filter((question) => !question.startsWith("Note"));
  const first = world();
  first.answers.set("one", true).set("two", true).set("three", true);
  await first.run(manual, { path: "/m.md" });
  const until = (w: World, item: number) =>
    w.trail.entries.findIndex(({ item: one }) => (one as { index?: number } | undefined)?.index === item) + 1;
  const firstLog = cutAt(first.trail, "A", until(first, 0));
  const second = world();
  second.answers.set("two", true).set("three", true);
  await second.run(manual, { path: "/m.md", resume: past(firstLog) });
  assert.deepEqual(asked(second), ["two", "three"]);
  const secondLog = cutAt(second.trail, "B", until(second, 1));
  const third = world();
  third.answers.set("three", true);
  const result = await third.run(manual, { path: "/m.md", resume: past(firstLog, secondLog) });
  assert.deepEqual([result.status, asked(third)], ["succeeded", ["three"]]);
  // Another text at the same place was confirmed by nobody.
  const changed = world();
  changed.answers.set("The runbook was changed", true);
  await changed.run(manual.replace("one", "another"), { path: "/m.md", resume: past(firstLog) });
  assert.ok(asked(changed).includes("another"));
});
