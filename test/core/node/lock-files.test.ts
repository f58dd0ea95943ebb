import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { currentActor } from "../../../core/node/actor.ts";
import { lockFiles } from "../../../core/node/lock-files.ts";
import type { HeldLockFile, LockFileOutcome } from "../../../core/run/ports.ts";

const about = { logId: "log", runbook: "/runbooks/a.runbook.md" };

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "drl-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function held(outcome: LockFileOutcome): HeldLockFile {
  assert.equal(outcome.status, "held", JSON.stringify(outcome));
  return (outcome as { lock: HeldLockFile }).lock;
}

/** What the file would say had the process with this id and start taken the lock. */
async function claim(folder: string, changes: Record<string, unknown>): Promise<void> {
  const locks = lockFiles(currentActor("cli", "0"), folder);
  const lock = held(await locks.acquire("orders", about));
  const content = JSON.parse(await readFile(join(folder, "orders.json"), "utf8")) as object;
  await lock.release();
  await writeFile(join(folder, "orders.json"), JSON.stringify({ ...content, id: "other", ...changes }));
}

test("a lock is given once, even within one process, and again when it was given back", () =>
  inFolder(async (folder) => {
    const locks = lockFiles(currentActor("editor", "0"), folder);
    const first = held(await locks.acquire("orders", about));
    const second = await locks.acquire("orders", { logId: "other", runbook: "/b.md" });
    assert.ok(second.status === "refused" && second.holder.pid === process.pid && second.holder.client === "editor");
    assert.equal(second.holder.runbook, about.runbook);
    assert.equal(await first.lost(), undefined);
    await first.release();
    held(await locks.acquire("orders", about));
    assert.deepEqual(await readdir(folder), ["orders.json"]);
  }));

test("of many that ask at once one gets it", () =>
  inFolder(async (folder) => {
    const locks = lockFiles(currentActor("cli", "0"), folder);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => locks.acquire("orders", about)));
    assert.equal(outcomes.filter(({ status }) => status === "held").length, 1);
  }));

test("the lock of a process that ended, or of another process with its id, is taken over and named", () =>
  inFolder(async (folder) => {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    const locks = lockFiles(currentActor("cli", "0"), folder);
    for (const changes of [{ pid: child.pid }, { processStart: "1" }, { boot: "another" }]) {
      await claim(folder, changes);
      const lock = held(await locks.acquire("orders", about));
      assert.equal(lock.takenOverFrom?.logId, about.logId, JSON.stringify(changes));
      assert.equal(lock.brokenFrom, undefined);
      await lock.release();
    }
  }));

test("many that find the lock of a dead process at once do not both take it over", () =>
  inFolder(async (folder) => {
    for (let turn = 0; turn < 20; turn++) {
      await claim(folder, { processStart: "1" });
      const locks = lockFiles(currentActor("cli", "0"), folder);
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => locks.acquire("orders", about)));
      const owners = outcomes.filter((outcome) => outcome.status === "held").map(({ lock }) => lock.lost());
      assert.equal((await Promise.all(owners)).filter((lost) => lost === undefined).length, 1);
      await rm(join(folder, "orders.json"));
    }
  }));

test("the lock of another machine is not judged from here", () =>
  inFolder(async (folder) => {
    await claim(folder, { host: "elsewhere", boot: "another", processStart: "1" });
    assert.equal((await lockFiles(currentActor("cli", "0"), folder).acquire("orders", about)).status, "refused");
  }));

test("whoever had a lock that was broken learns it, and does not take the new one away", () =>
  inFolder(async (folder) => {
    const locks = lockFiles(currentActor("cli", "0"), folder);
    const first = held(await locks.acquire("orders", about));
    const second = held(await locks.acquire("orders", { ...about, breakIt: true }));
    assert.equal(second.brokenFrom?.pid, process.pid);
    assert.match((await first.lost()) ?? "", /Now .* has it/);
    await first.release();
    assert.equal(await second.lost(), undefined);
  }));

test("a file that is no lock is not removed, and a folder that can't be written refuses", () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, "orders.json"), "precious");
    const outcome = await lockFiles(currentActor("cli", "0"), folder).acquire("orders", about);
    assert.ok(outcome.status === "failed" && outcome.message.includes("is no lock file of ours"));
    assert.equal(await readFile(join(folder, "orders.json"), "utf8"), "precious");
    const blocked = lockFiles(currentActor("cli", "0"), join(folder, "orders.json"));
    assert.equal((await blocked.acquire("orders", about)).status, "failed");
  }));
