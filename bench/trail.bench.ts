import { constants, fdatasync, mkdtempSync, open as openFd, rmSync, write } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { currentActor } from "../core/node/actor.ts";
import { systemClock } from "../core/node/clock.ts";
import { verifyLogFile } from "../core/node/trail-verify.ts";
import { openTrail } from "../core/node/trail-writer.ts";
import { alternate, time } from "../tools/benchmark/measure.ts";
import type { Bench, Result } from "../tools/benchmark/result.ts";

const body = (risk: string) => ({
  type: "step.intended" as const,
  step: { name: "read-positions", index: 3, kind: "sql", risk },
  targets: [{ node: "db1", host: "10.0.0.1", port: 3306, version: "mysql 8.4.3", connection_id: 42 }],
  sql: { text: ["SELECT ".padEnd(400, "x")], count: 1, sha256: "0".repeat(64) },
});

/** Each entry against the same bytes, appended and synced without any chain, key or seal. */
async function appends(folder: string): Promise<Result[]> {
  const trail = await openTrail({ folder, actor: currentActor("bench", "0"), clock: systemClock });
  const fd = await promisify(openFd)(
    join(folder, "bare"),
    constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND,
    0o600,
  );
  const bytes = Buffer.alloc(1024, "x");
  const bare = async () => {
    await promisify(write)(fd, bytes, 0, bytes.length, null);
    await promisify(fdatasync)(fd);
  };
  const results: Result[] = [];
  for (const [what, risk, aim] of [
    ["an entry", "reads", 1.25],
    ["an entry that is sealed", "destroys", undefined],
  ] as const) {
    const { ours, baseline, ratio } = await alternate(1500, 200, () => trail.append(body(risk)), bare);
    const detail = `${ours.toFixed(3)} ms against ${baseline.toFixed(3)} ms, ${(100 / ratio).toFixed(0)} % of its speed`;
    const name = `append ${what} / write and sync the same bytes`;
    results.push({ name, value: ratio, unit: "×", ...(aim === undefined ? {} : { aim }), detail });
  }
  await trail.close();
  return results;
}

async function verification(folder: string): Promise<Result> {
  const entries = 60_000;
  const trail = await openTrail({ folder, actor: currentActor("bench", "0"), clock: systemClock });
  const writing: Promise<unknown>[] = [];
  for (let at = 0; at < entries; at++) {
    writing.push(
      trail.append({ type: "variable.bound", name: `v${at}`, value: "x".repeat(200), how: "captured by step" }),
    );
    if (at % 5000 === 0) await Promise.all(writing.splice(0));
  }
  await Promise.all(writing);
  await trail.close();
  let best = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 3; turn++) {
    const ms = await time(async () => {
      const verdict = await verifyLogFile(trail.location);
      if (verdict.verdict !== "VERIFIED") throw new Error(JSON.stringify(verdict));
    });
    best = Math.min(best, ms);
  }
  const perSecond = (entries / best) * 1000;
  return {
    name: "verify 1,000 entries",
    value: (best / entries) * 1000,
    unit: "ms",
    aim: 20,
    detail: `${Math.round(perSecond)} entries/s, ${entries} entries in ${best.toFixed(0)} ms`,
  };
}

const bench: Bench = async () => {
  const folder = mkdtempSync(join(tmpdir(), "drb-trail-"));
  try {
    return [...(await appends(folder)), await verification(folder)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
export default bench;
