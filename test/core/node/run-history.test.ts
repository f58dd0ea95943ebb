import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import type { EntryBody } from "../../../core/audit/types.ts";
import { currentActor } from "../../../core/node/actor.ts";
import { systemClock } from "../../../core/node/clock.ts";
import { RunHistory } from "../../../core/node/run-history.ts";
import { logFile } from "../../../core/node/trail-files.ts";
import { openTrail } from "../../../core/node/trail-writer.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "dr-history-")));
after(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
let folder = "";
let repository = "";
let path = "";
beforeEach(() => {
  const own = join(root, String(count++));
  folder = join(own, "audit");
  repository = join(own, "repository");
  path = join(repository, "runbooks", "switch.runbook.md");
  mkdirSync(join(repository, ".git"), { recursive: true });
  mkdirSync(join(repository, "runbooks"));
  writeFileSync(path, "");
});

interface Written {
  readonly path?: string;
  readonly title?: string;
  readonly whole?: boolean;
  readonly status?: string;
  readonly steps?: readonly EntryBody[];
  /** Days before now. */
  readonly age?: number;
  /** Leaves the log as a process does that was killed. */
  readonly cutOff?: boolean;
}

const ended = (name: string, durationMs: number, outcome = "success"): EntryBody[] => [
  { type: "step.intended", step: { name, risk: "reads" }, targets: [{ node: "db1" }] },
  { type: "step.finished", step: { name, risk: "reads" }, intent: 2, outcome, duration_us: durationMs * 1000 },
];

/** A log as a run writes it; resolves with its id. Each is opened later than the one before. */
async function writeRun(run: Written): Promise<string> {
  const shift = (run.age ?? 0) * 86_400_000 - count++;
  const clock = { ...systemClock, now: () => systemClock.now() - shift };
  const trail = await openTrail({ folder, actor: currentActor("test", "0"), clock });
  const of = { id: trail.logId, path: run.path ?? path, title: run.title ?? "Switch", mode: "live", cluster: "orders" };
  await trail.append({ type: "run.started", run: of });
  for (const body of run.steps ?? []) await trail.append(body);
  if (run.cutOff) return trail.logId;
  await trail.append({ type: "run.finished", status: run.status ?? "succeeded", whole: run.whole ?? true });
  await trail.close();
  return trail.logId;
}

const history = (title = "Switch", file = path) => new RunHistory(() => folder).of({ path: file, title });

test("nothing is known where no trail is kept, and an empty history of a runbook that others were run beside", async () => {
  assert.equal(await history(), undefined);
  mkdirSync(join(folder, "logs"), { recursive: true });
  assert.equal(await history(), undefined);
  await writeRun({ path: "/elsewhere/other.runbook.md", title: "Other" });
  assert.deepEqual(await history(), { steps: [] });
});

test("the last run of all of it that succeeded is the last drill, and neither cells run one by one nor failures are", async () => {
  const drill = await writeRun({ age: 40 });
  await writeRun({ age: 30, whole: false });
  await writeRun({ age: 20, whole: false, status: "failed" });
  await writeRun({ age: 10, cutOff: true });
  const found = await history();
  assert.equal(found?.drilled?.log, drill);
  assert.equal(found?.drilled?.cluster, "orders");
  assert.equal(Math.round((Date.now() - Date.parse(found?.drilled?.at ?? "")) / 86_400_000), 40);
});

test("a drill is found behind many runs that were none", async () => {
  const drill = await writeRun({ age: 60 });
  for (let i = 0; i < 15; i++) await writeRun({ age: 30, whole: false });
  assert.equal((await history())?.drilled?.log, drill);
});

test("a run from the future is no drill", async () => {
  await writeRun({ age: -30 });
  const found = await history();
  assert.ok(found);
  assert.equal(found.drilled, undefined);
});

test("a log that was changed tells nothing, and counts as no drill", async () => {
  const log = await writeRun({ steps: ended("check", 5) });
  const trail = new RunHistory(() => folder);
  assert.equal((await trail.of({ path }))?.drilled?.log, log);
  const file = logFile(log, folder);
  writeFileSync(file, readFileSync(file, "utf8").replace('"outcome":"success"', '"outcome":"failure"'));
  assert.deepEqual(await trail.of({ path }), { unverified: 1, steps: [] });
  assert.deepEqual(await history(), { unverified: 1, steps: [] });
});

test("a log that somebody writes by hand tells nothing", async () => {
  const log = await writeRun({});
  const forged = log.replace(/.{8}$/, "00000000");
  mkdirSync(join(folder, "logs", forged));
  writeFileSync(logFile(forged, folder), readFileSync(logFile(log, folder), "utf8").replaceAll(log, forged));
  rmSync(join(folder, "logs", log), { recursive: true });
  assert.deepEqual(await history(), { unverified: 1, steps: [] });
});

test("a torn line, a folder without a log and a file of rubbish are passed over", async () => {
  const drill = await writeRun({ age: 1 });
  mkdirSync(join(folder, "logs", "99990101T000000000Z-empty"));
  mkdirSync(join(folder, "logs", "99990101T000000001Z-rubbish"));
  writeFileSync(logFile("99990101T000000001Z-rubbish", folder), '\0\0\n"type":"run.started"\n');
  const torn = await writeRun({ steps: ended("check", 7), cutOff: true });
  writeFileSync(logFile(torn, folder), readFileSync(logFile(torn, folder)).subarray(0, -9));
  const found = await history();
  assert.equal(found?.drilled?.log, drill);
  // The outcome is in the torn line: only the intent is known.
  assert.deepEqual(
    found.steps.map(({ name, last }) => [name, last.outcome]),
    [["check", "unknown"]],
  );
});

test("a step has its newest end, and the median of its newest successes", async () => {
  for (const [age, ms] of [900, 5, 1, 2, 3, 4].entries()) await writeRun({ age: 20 - age, steps: ended("check", ms) });
  await writeRun({ age: 1, steps: ended("check", 100, "failure"), status: "failed" });
  const [step, ...others] = (await history())?.steps ?? [];
  assert.deepEqual(others, []);
  assert.deepEqual([step?.name, step?.typicalMs, step?.samples], ["check", 3, 5]);
  assert.deepEqual([step?.last.outcome, step?.last.durationMs, step?.last.nodes], ["failure", 100, ["db1"]]);
});

test("a runbook that was moved keeps its runs, and a copy does not get them", async () => {
  const log = await writeRun({});
  const moved = join(repository, "runbooks", "renamed.runbook.md");
  writeFileSync(moved, "");
  assert.deepEqual(await history("Switch", moved), { steps: [] }, "a copy beside it");
  rmSync(path);
  assert.equal((await history("Switch", moved))?.drilled?.log, log);
  assert.deepEqual(await history("Another title", moved), { steps: [] });
  const elsewhere = join(root, "elsewhere.runbook.md");
  writeFileSync(elsewhere, "");
  assert.deepEqual(await history("Switch", elsewhere), { steps: [] }, "outside the repository");
});

test("a log is read again when it has grown, and not when it has not", async () => {
  const trail = new RunHistory(() => folder);
  const open = await openTrail({ folder, actor: currentActor("test", "0"), clock: systemClock });
  await open.append({ type: "run.started", run: { id: "r", path, title: "Switch", mode: "live" } });
  assert.deepEqual(await trail.of({ path }), { steps: [] });
  for (const body of ended("check", 5)) await open.append(body);
  assert.equal((await trail.of({ path }))?.steps[0]?.last.outcome, "success");
  await open.append({ type: "run.finished", status: "succeeded", whole: true });
  await open.close();
  assert.ok((await trail.of({ path }))?.drilled);
  const logs = join(folder, "logs");
  assert.equal(await trail.of({ path }).then((found) => found?.steps.length), 1);
  renameSync(logs, `${logs}-away`);
  assert.equal(await trail.of({ path }), undefined, "a trail that is gone is no longer known");
});
