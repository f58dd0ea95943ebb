import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { maxLineBytes } from "../../../core/audit/canonical-line.ts";
import { type EntryType, TrailError } from "../../../core/audit/types.ts";
import { currentActor } from "../../../core/node/actor.ts";
import { systemClock } from "../../../core/node/clock.ts";
import { findLog, listLogs, readLog, verifyLogFile } from "../../../core/node/trail-reader.ts";
import { openTrail } from "../../../core/node/trail-writer.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dr-trail-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = () => openTrail({ folder, actor: currentActor("cli", "0.1.0"), clock: systemClock });
const bodies = (...types: EntryType[]) => types.map((type) => ({ type }));

test("a closed log is readable by its owner alone and verifies", async () => {
  const trail = await open();
  for (const body of bodies("run.started", "run.finished")) await trail.append(body);
  await trail.close();
  assert.equal((await stat(trail.location)).mode & 0o777, 0o600);
  assert.equal((await stat(dirname(trail.location))).mode & 0o777, 0o700);
  const verdict = await verifyLogFile(trail.location);
  assert.equal(verdict.verdict, "VERIFIED");
  assert.equal(verdict.verdict === "VERIFIED" && verdict.entries, 4);
});

test("entries that are appended at once all reach the disk, in order", async () => {
  const trail = await open();
  const written = await Promise.all(
    Array.from({ length: 200 }, (_, index) => trail.append({ type: "variable.bound", index })),
  );
  assert.deepEqual(
    written.map(({ seq }) => seq),
    written.map((_, index) => index + 1),
  );
  await trail.close();
  assert.equal((await verifyLogFile(trail.location)).verdict, "VERIFIED");
});

test("what was acknowledged is in the file, before the log is closed", async () => {
  const trail = await open();
  await trail.append({ type: "run.started", run: { id: "r" } });
  assert.match(await readFile(trail.location, "utf8"), /"run":\{"id":"r"\}.*\n$/);
  await trail.close();
});

test("an entry that can't be written poisons the log: all later ones are refused too", async () => {
  const trail = await open();
  await assert.rejects(trail.append({ type: "run.started", big: "x".repeat(maxLineBytes) }), TrailError);
  await assert.rejects(trail.append({ type: "run.started" }), TrailError);
  await assert.rejects(trail.close(), TrailError);
  assert.equal((await verifyLogFile(trail.location)).verdict, "INCOMPLETE");
});

test("a closed log takes no more entries, and closing twice is one closing", async () => {
  const trail = await open();
  await Promise.all([trail.close(), trail.close()]);
  await assert.rejects(trail.append({ type: "run.started" }), TrailError);
  assert.equal((await verifyLogFile(trail.location)).verdict, "VERIFIED");
});

test("a folder that can't be made is a TrailError that says where", async () => {
  await writeFile(join(folder, "logs"), "in the way");
  await assert.rejects(open(), (error: Error) => error instanceof TrailError && error.message.includes(folder));
});

test("logs are listed newest first with what they were about", async () => {
  const first = await open();
  await first.append({ type: "run.started", run: { id: "r1", path: "a.runbook.md", cluster: "orders", mode: "live" } });
  await first.append({ type: "run.finished", status: "failed" });
  await first.close();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const second = await open();
  await second.append({ type: "run.started", run: { id: "r2", path: "b.runbook.md" } });
  const [newest, oldest] = await listLogs(folder);
  assert.deepEqual([newest?.runbook, newest?.status, newest?.entries], ["b.runbook.md", "unfinished", 2]);
  assert.deepEqual(
    [oldest?.runbook, oldest?.cluster, oldest?.status, oldest?.entries],
    ["a.runbook.md", "orders", "failed", 4],
  );
  await second.close();
  assert.deepEqual(await findLog("last", folder), { location: second.location });
  assert.deepEqual(await findLog(first.logId.slice(-8), folder), { location: first.location });
  assert.ok("message" in (await findLog("no-such-log", folder)));
});

test("a log is read entry by entry and a torn last line is left out", async () => {
  const trail = await open();
  await trail.append({ type: "run.started" });
  await writeFile(trail.location, (await readFile(trail.location)).subarray(0, -5));
  const types = [];
  for await (const entry of readLog(trail.location)) types.push(entry["type"]);
  assert.deepEqual(types, ["log.opened"]);
  const verdict = await verifyLogFile(trail.location);
  assert.deepEqual(verdict.verdict === "INCOMPLETE" && verdict.gaps.map(({ reason }) => reason), [
    "torn-tail",
    "not-closed",
  ]);
});

test("a log whose sealed end was cut off is tampered with, however little is gone", async () => {
  const trail = await open();
  await trail.close();
  await writeFile(trail.location, (await readFile(trail.location)).subarray(0, -1));
  const verdict = await verifyLogFile(trail.location);
  assert.deepEqual(verdict.verdict === "TAMPERED" && [verdict.reason, verdict.entry], ["cut", 1]);
});

test("a log in another log's folder, and one that is not there, do not verify", async () => {
  const [a, b] = [await open(), await open()];
  await Promise.all([a.close(), b.close()]);
  await writeFile(a.location, await readFile(b.location));
  const verdict = await verifyLogFile(a.location);
  assert.equal(verdict.verdict === "TAMPERED" && verdict.reason, "foreign");
  assert.equal((await verifyLogFile(join(folder, "none"))).verdict, "UNVERIFIABLE");
});

test("an acknowledged entry survives SIGKILL of the process that wrote it", async () => {
  const script = `
    import { openTrail } from ${JSON.stringify(import.meta.resolve("../../../core/node/trail-writer.ts"))};
    import { currentActor } from ${JSON.stringify(import.meta.resolve("../../../core/node/actor.ts"))};
    import { systemClock as clock } from ${JSON.stringify(import.meta.resolve("../../../core/node/clock.ts"))};
    const trail = await openTrail({ folder: ${JSON.stringify(folder)}, actor: currentActor("cli", "0"), clock });
    for (;;) console.log((await trail.append({ type: "variable.bound" })).seq);`;
  for (let round = 0; round < 5; round++) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let acknowledged = "";
    child.stdout.on("data", (data) => (acknowledged += data));
    await once(child.stdout, "data");
    await new Promise((resolve) => setTimeout(resolve, 20 * round));
    child.kill("SIGKILL");
    await once(child, "close");
    const last = Number(acknowledged.split("\n").at(-2));
    const [log] = await listLogs(folder);
    assert.ok((log?.entries ?? 0) > last, `${last} was acknowledged, the log has ${log?.entries} entries`);
    assert.equal((await verifyLogFile(log?.location ?? "")).verdict, "INCOMPLETE");
  }
});
