import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import type { EntryBody } from "../../../core/audit/types.ts";
import { TrailError } from "../../../core/audit/types.ts";
import { currentActor } from "../../../core/node/actor.ts";
import { systemClock } from "../../../core/node/clock.ts";
import { systemDisk, type TrailDisk } from "../../../core/node/trail-disk.ts";
import { listLogs, readLog, verifyLogFile } from "../../../core/node/trail-reader.ts";
import { openTrail, type TrailOptions } from "../../../core/node/trail-writer.ts";
import type { Clock } from "../../../core/run/ports.ts";
import { step } from "../../support/audit-folder.ts";

let base = "";
let folder = "";
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "dr-disk-"));
  folder = join(base, "audit");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const open = (options: Partial<TrailOptions> = {}) =>
  openTrail({ folder, actor: currentActor("test", "0"), clock: systemClock, ...options });

const work: readonly EntryBody[] = [...step("a", 1, "reads"), ...step("b", 3, "destroys"), ...step("c", 5, "changes")];

/** A disk whose n-th call of a kind fails; counts what is tried after that. */
function failing(kind: "write" | "sync" | "short" | "open", nth: number): TrailDisk & { calls: number; after: number } {
  const disk = {
    ...systemDisk,
    calls: 0,
    after: 0,
    async open(path: string, flags: number, mode: number) {
      if (kind === "open" && ++disk.calls === nth) throw new Error("EROFS: read-only file system");
      return systemDisk.open(path, flags, mode);
    },
    async write(fd: number, bytes: Uint8Array) {
      if (kind !== "sync" && kind !== "open" && ++disk.calls === nth) {
        if (kind === "write") throw new Error("ENOSPC: no space left on device");
        return systemDisk.write(fd, bytes.subarray(0, bytes.length >> 1));
      }
      if (disk.calls >= nth) disk.after++;
      return systemDisk.write(fd, bytes);
    },
    async sync(fd: number) {
      if (kind === "sync" && ++disk.calls === nth) throw new Error("EIO: i/o error, fdatasync");
      return systemDisk.sync(fd);
    },
  };
  return disk;
}

for (const kind of ["write", "short", "sync", "open"] as const) {
  test(`a disk that fails at its n-th ${kind === "short" ? "write with a short count" : kind} poisons the log for good`, async (t) => {
    let failures = 0;
    for (let nth = 1; nth <= 24; nth++) {
      const disk = failing(kind, nth);
      let acknowledged = -1;
      let refused = 0;
      try {
        const trail = await open({ disk });
        acknowledged = 0;
        for (const body of work) {
          await trail.append(body).then(
            ({ seq }) => {
              assert.equal(refused, 0, "an entry was acknowledged after one that was refused");
              acknowledged = seq;
            },
            (error) => {
              assert.ok(error instanceof TrailError);
              refused++;
            },
          );
        }
        await trail.close().catch(() => refused++);
      } catch (error) {
        assert.ok(error instanceof TrailError, String(error));
        refused++;
      }
      if (disk.calls < nth) break;
      failures++;
      assert.ok(refused > 0, `failure ${nth} went unnoticed`);
      assert.equal(disk.after, 0, "the log was written to after it had failed");
      for (const log of await listLogs(folder)) {
        assert.ok(log.entries > acknowledged, `${acknowledged} was acknowledged, ${log.entries} entries are there`);
        const verdict = await verifyLogFile(log.location);
        assert.equal(verdict.verdict, "INCOMPLETE", JSON.stringify(verdict));
      }
      rmSync(folder, { recursive: true, force: true });
    }
    t.diagnostic(`${failures} failures, all of them noticed, nothing tried again`);
    assert.ok(failures >= (kind === "open" ? 3 : 10), String(failures));
  });
}

function mountTmpfs(path: string, size: string): string | undefined {
  mkdirSync(path);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path], { stdio: "pipe" });
    return undefined;
  } catch (error) {
    return `no small disk can be mounted here: ${(error as Error).message.split("\n")[0]}`;
  }
}

test("on a disk that is full the entry is refused, and what was acknowledged is there", async (t) => {
  const disk = join(base, "disk");
  const reason = mountTmpfs(disk, "256k");
  if (reason !== undefined) return t.skip(reason);
  try {
    const trail = await open({ folder: join(disk, "audit") });
    let acknowledged = 0;
    for (let at = 0; ; at++) {
      assert.ok(at < 1000, "the disk never got full");
      const done = await trail
        .append({ type: "variable.bound", text: "x".repeat(3000) })
        .catch((error: Error) => error);
      if (done instanceof Error) {
        assert.ok(done instanceof TrailError, String(done));
        break;
      }
      acknowledged = done.seq;
    }
    await assert.rejects(trail.append({ type: "run.finished" }), TrailError);
    // Room again: the log stays poisoned, and a new one is opened.
    await assert.rejects(trail.close(), TrailError);
    const [log] = await listLogs(join(disk, "audit"));
    assert.ok((log?.entries ?? 0) > acknowledged);
    assert.equal((await verifyLogFile(log?.location ?? "")).verdict, "INCOMPLETE");
    await assert.rejects(open({ folder: join(disk, "audit") }), TrailError);
    t.diagnostic(`${acknowledged + 1} entries fitted, all of them are there`);
  } finally {
    execFileSync("umount", [disk]);
  }
});

test("a torn last line is never read as an entry, at whatever byte it was torn", async (t) => {
  const trail = await open();
  await trail.append({ type: "run.started", run: { id: "r", path: "é\u2028" } });
  const whole = readFileSync(trail.location);
  const start = whole.subarray(0, -1).lastIndexOf(10) + 1;
  for (let end = start; end < whole.length; end++) {
    writeFileSync(trail.location, whole.subarray(0, end));
    const entries = [];
    for await (const entry of readLog(trail.location)) entries.push(entry);
    assert.equal(entries.length, 1);
    const verdict = await verifyLogFile(trail.location);
    assert.deepEqual(
      verdict.verdict === "INCOMPLETE" && [verdict.entries, verdict.gaps.some(({ reason }) => reason === "torn-tail")],
      [1, end > start],
    );
  }
  t.diagnostic(`${whole.length - start} offsets, 0 misread`);
});

test("a torn last checkpoint is never read as one, at whatever byte it was torn", async (t) => {
  const trail = await open();
  const { seq } = await trail.append({ type: "step.intended", step: { name: "s", risk: "destroys" } });
  assert.equal(seq, 1);
  const path = join(trail.location, "..", "checkpoints");
  const whole = readFileSync(path);
  const head = join(folder, "heads", trail.logId);
  const half = whole.length / 2;
  for (let end = Math.floor(half); end < whole.length; end++) {
    writeFileSync(path, whole.subarray(0, end));
    // The copy is written after the checkpoint.
    writeFileSync(head, `${whole.toString("utf8").split("\n").slice(0, 5).join("\n")}\n`);
    const verdict = await verifyLogFile(trail.location);
    assert.equal(verdict.verdict, "INCOMPLETE", JSON.stringify(verdict));
  }
  t.diagnostic(`${whole.length - Math.floor(half)} offsets, 0 misread`);
});

function jumpingClock(jumps: readonly number[]): Clock {
  let calls = 0;
  let shift = 0;
  return {
    ...systemClock,
    now: () => {
      shift += jumps[calls++] ?? 0;
      return systemClock.now() + shift;
    },
  };
}

test("a clock that jumps by more than two seconds is on record, and one that does not is not", async (t) => {
  let jumps = 0;
  for (const jump of [2_500, -2_500, 86_400_000, -86_400_000, 1_500, -1_500, 0]) {
    // The first call names the log, the second is for the first entry.
    const trail = await open({ clock: jumpingClock([0, 0, 0, jump]) });
    for (let at = 0; at < 5; at++) await trail.append({ type: "variable.bound", at });
    await trail.close();
    const verdict = await verifyLogFile(trail.location);
    const noted = "remarks" in verdict ? verdict.remarks.filter(({ reason }) => reason === "clock-jumped") : [];
    assert.equal(noted.length, Math.abs(jump) > 2000 ? 1 : 0, `${jump}: ${JSON.stringify(verdict)}`);
    jumps++;
  }
  t.diagnostic(`${jumps} clocks, every jump on record`);
});

test("a trail is not written through a symbolic link", async () => {
  const elsewhere = join(base, "elsewhere");
  for (const name of ["", "logs", "heads", "keys"]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(elsewhere, { recursive: true });
    if (name !== "") mkdirSync(folder);
    symlinkSync(elsewhere, join(folder, name).replace(/\/$/, ""));
    await assert.rejects(open(), (error: Error) => error instanceof TrailError && /symbolic link/.test(error.message));
  }
});

test("a log that gets a second name, is moved away or is replaced takes no more entries", async () => {
  const acts: ((path: string) => void)[] = [
    (path) => linkSync(path, join(base, `second-${Math.random()}`)),
    (path) => renameSync(path, `${path}.away`),
    (path) => rmSync(path),
    (path) => {
      renameSync(path, join(base, "kept"));
      writeFileSync(path, readFileSync(join(base, "kept")));
    },
  ];
  for (const act of acts) {
    const trail = await open();
    await trail.append({ type: "run.started" });
    act(trail.location);
    await assert.rejects(trail.append({ type: "run.finished" }), TrailError);
  }
});

test("a private key that others can read is refused", async () => {
  await (await open()).close();
  const { chmodSync } = await import("node:fs");
  chmodSync(join(folder, "keys", "installation.key"), 0o644);
  await assert.rejects(open(), /chmod 600/);
});

test("a log that was cut off is taken over by the next one, its open intents as unknown", async () => {
  // The writer is a process that is gone: its number belongs to nobody.
  const gone = { ...currentActor("test", "0"), pid: 2 ** 22 + 12_345 };
  const dead = await openTrail({ folder, actor: gone, clock: systemClock });
  await dead.append({ type: "run.started", run: { id: "r", path: "a.runbook.md" } });
  await dead.append({ type: "step.intended", step: { name: "promote", risk: "destroys" } });
  const { ownLogs } = await import("../../../core/node/trail-recovery.ts");
  ownLogs.delete(dead.logId);
  const bytes = readFileSync(dead.location);
  const next = await open();
  await next.close();
  const entries = [];
  for await (const entry of readLog(next.location)) entries.push(entry);
  assert.deepEqual(
    entries.map(({ type }) => type),
    ["log.opened", "log.recovered", "step.unknown", "log.closed"],
  );
  assert.deepEqual(entries[2]?.["recovers"], { log: dead.logId, intent: 2 });
  assert.equal((await verifyLogFile(next.location)).verdict, "VERIFIED");
  assert.deepEqual(readFileSync(dead.location), bytes, "a log that was cut off is never written to again");
  const verdict = await verifyLogFile(dead.location);
  assert.equal(verdict.verdict === "INCOMPLETE" && verdict.remarks[0]?.reason, "recovered");
  // Once is enough.
  const third = await open();
  await third.close();
  const types = [];
  for await (const entry of readLog(third.location)) types.push(entry["type"]);
  assert.deepEqual(types, ["log.opened", "log.closed"]);
});

test("an entry that is followed by another reaches the disk by the same flush, and one that is not all the same", async () => {
  let syncs = 0;
  const disk: TrailDisk = {
    ...systemDisk,
    async sync(fd) {
      syncs++;
      return systemDisk.sync(fd);
    },
  };
  const trail = await open({ disk });
  const [intent, outcome] = step("a", 1, "reads");
  const [nextIntent, nextOutcome] = step("b", 3, "reads");
  assert.ok(intent && outcome && nextIntent && nextOutcome);
  await trail.append(intent);
  const before = syncs;
  const finished = trail.append(outcome, { followed: true });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(syncs, before, "it did not wait");
  await Promise.all([finished, trail.append(nextIntent)]);
  assert.equal(syncs, before + 1);
  await trail.append(nextOutcome, { followed: true });
  assert.equal(syncs, before + 2, "an entry that nothing followed was left unwritten");
  await trail.close();
  assert.equal((await verifyLogFile(trail.location)).verdict, "VERIFIED");
});

test("an entry that has to be sealed waits for none", async () => {
  const trail = await open();
  const [intent] = step("a", 1, "destroys");
  assert.ok(intent);
  let pending = 0;
  const timers = globalThis.setTimeout;
  globalThis.setTimeout = ((work: () => void, ms: number) => {
    pending++;
    return timers(work, ms);
  }) as typeof setTimeout;
  try {
    await trail.append(intent, { followed: true });
  } finally {
    globalThis.setTimeout = timers;
  }
  assert.equal(pending, 0);
  await trail.close();
});

test("an entry that waits for another is refused with it when the log is poisoned", async () => {
  const trail = await open();
  const [intent, outcome] = step("a", 1, "reads");
  assert.ok(intent && outcome);
  await trail.append(intent);
  const waiting = trail.append(outcome, { followed: true });
  const unwritable = trail.append({ type: "step.intended", text: "x".repeat(70_000) });
  await assert.rejects(unwritable, TrailError);
  await assert.rejects(waiting, TrailError);
  await assert.rejects(trail.append(outcome), TrailError);
});
