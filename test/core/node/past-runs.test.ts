import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import type { EntryBody } from "../../../core/audit/types.ts";
import { currentActor } from "../../../core/node/actor.ts";
import { systemClock } from "../../../core/node/clock.ts";
import { findPastRun } from "../../../core/node/past-runs.ts";
import { openTrail } from "../../../core/node/trail-writer.ts";

const path = "/runbooks/switchover.runbook.md";
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dr-past-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A log that ends with these entries, as a process that is killed there leaves it. Returns its id. */
async function leave(...entries: EntryBody[]): Promise<string> {
  const trail = await openTrail({ folder, actor: currentActor("cli", "0"), clock: systemClock });
  for (const entry of entries) await trail.append(entry);
  return trail.logId;
}

const started = (resumes?: string): EntryBody => ({
  type: "run.started",
  run: { id: "r", path, sha256: "00" },
  ...(resumes === undefined ? {} : { resumes: { log: resumes, seq: 3 } }),
});
const step = { name: "fence", index: 0, kind: "sql", risk: "changes" };
const done: EntryBody[] = [
  { type: "step.intended", step },
  { type: "step.finished", step, outcome: "success", intent: 2 },
];

async function found(wanted = "latest") {
  const past = await findPastRun(wanted, path, folder);
  return past.status === "found" ? { log: past.run.log.id, steps: [...past.run.steps.keys()] } : past.message;
}

test("a resumption that was killed before its second entry still goes on with the run before it", async () => {
  const first = await leave(started(), ...done);
  const second = await leave(started(first));
  assert.deepEqual(await found(), { log: second, steps: ["fence"] });
  assert.match(String(await found(first)), new RegExp(`${first} was resumed already, by ${second}`));
});

test("a resumption that was refused leaves the run before it to be resumed", async () => {
  const first = await leave(started(), ...done);
  await leave(started(first), { type: "run.halted", because: "Another run is on the cluster." });
  assert.deepEqual(await found(), { log: first, steps: ["fence"] });
});

test("a run that was started anew goes on with nothing", async () => {
  await leave(started(), ...done);
  const second = await leave(started());
  assert.deepEqual(await found(), { log: second, steps: [] });
});
