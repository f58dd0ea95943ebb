import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConnection } from "mysql2/promise";
import { parseInventory } from "../core/cluster/inventory.ts";
import { currentActor } from "../core/node/actor.ts";
import { systemClock } from "../core/node/clock.ts";
import { createConnector } from "../core/node/connector.ts";
import { lockFiles } from "../core/node/lock-files.ts";
import { processRunner } from "../core/node/process-runner.ts";
import { startSandbox } from "../core/node/sandbox/start-sandbox.ts";
import type { SandboxUp } from "../core/node/sandbox/types.ts";
import { sha256 } from "../core/node/sha256.ts";
import { openTrail } from "../core/node/trail-writer.ts";
import type { Run } from "../core/run/run-types.ts";
import { openRun } from "../core/run/runner.ts";
import { parseRunbook } from "../core/runbook/parse.ts";
import { alternate, median, time } from "../tools/benchmark/measure.ts";
import type { Bench, Result } from "../tools/benchmark/result.ts";

/** Steps of one run that are timed together. */
const STEPS = 20;
const TURNS = 30;
const WARM_UP = 5;

interface Case {
  readonly name: string;
  readonly fence: string;
  readonly code: string;
}

const read = "SELECT id, note FROM bench.notes ORDER BY id DESC LIMIT 10";
const write = "INSERT INTO bench.notes (note) VALUES ('written')";
const script = 'read -r line < /etc/hostname; echo "$line"';
/** A role costs a look at the whole cluster before each step; a name does not. */
const cases: readonly Case[] = [
  { name: "a read on a named node", fence: "sql {on=db1}", code: read },
  { name: "a read of 50 ms on a named node", fence: "sql {on=db1}", code: "SELECT SLEEP(0.05)" },
  { name: "a durable write on a named node", fence: "sql {on=db1}", code: write },
  { name: "a read on=source", fence: "sql {on=source}", code: read },
  { name: "a durable write on=source", fence: "sql {on=source}", code: write },
  { name: "a script that reads", fence: "sh {risk=reads}", code: script },
  { name: "a script", fence: "sh", code: script },
];

async function openBenchRun(sandbox: SandboxUp, folder: string, { fence, code }: Case): Promise<Run> {
  const [cluster] = parseInventory(readFileSync(sandbox.inventory, "utf8")).clusters;
  if (cluster === undefined) throw new Error(`${sandbox.inventory} has no cluster.`);
  const actor = currentActor("bench", "0");
  const opened = await openRun({
    runbook: parseRunbook(`\`\`\`${fence}\n${code}\n\`\`\`\n\n`.repeat(STEPS)),
    path: join(folder, "bench.runbook.md"),
    cluster,
    inputs: new Map(),
    assumeYes: true,
    workingDirectory: folder,
    ports: {
      clock: systemClock,
      connector: createConnector({ baseFolder: folder }),
      processes: processRunner,
      trail: await openTrail({ folder: join(folder, "trail"), actor, clock: systemClock }),
      operator: { confirm: async () => undefined, ask: async () => undefined },
      locks: lockFiles(actor, join(folder, "locks")),
      sha256,
      onEvent: () => {},
    },
  });
  if (opened.status === "refused") throw new Error(opened.message);
  return opened.run;
}

function bareScript(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-c", script], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.resume();
    child.stderr.resume();
    child.once("error", reject);
    child.once("close", () => resolve());
  });
}

/** All steps of a run, against the same statements by mysql2 alone or the same scripts by `bash -c`: locks, intents, outcomes and their syncs are what is compared. */
async function compare(sandbox: SandboxUp, folder: string): Promise<Result[]> {
  const source = sandbox.nodes.find(({ role }) => role === "source");
  if (source === undefined) throw new Error("The sandbox has no source.");
  const { user, password } = sandbox.admin;
  const bare = await createConnection({ host: source.host, port: source.port, user, password });
  await bare.query("CREATE DATABASE bench");
  await bare.query("CREATE TABLE bench.notes (id INT AUTO_INCREMENT PRIMARY KEY, note VARCHAR(40))");
  const results: Result[] = [await syncs(folder)];
  const { signal } = new AbortController();
  try {
    for (const one of cases) {
      const run = await openBenchRun(sandbox, folder, one);
      const isScript = one.fence.startsWith("sh");
      const turns = one.code.includes("SLEEP") ? 3 : TURNS;
      const { ours, baseline, ratio } = await alternate(
        turns,
        Math.min(WARM_UP, turns),
        async () => {
          const { status, message } = await run.runAll({}, signal);
          if (status !== "succeeded") throw new Error(message);
        },
        async () => {
          for (let step = 0; step < STEPS; step++) await (isScript ? bareScript() : bare.query(one.code));
        },
      );
      await run.finish();
      const [each, plain] = [ours / STEPS, baseline / STEPS];
      const detail = `${each.toFixed(2)} ms against ${plain.toFixed(2)} ms`;
      const against = isScript ? "bash -c" : "mysql2";
      results.push(
        { name: `step − ${against}: ${one.name}`, value: each - plain, unit: "ms", aim: 5, detail },
        { name: `step / ${against}: ${one.name}`, value: ratio, unit: "×", aim: 1.2 },
      );
    }
  } finally {
    await bare.end();
  }
  return results;
}

/** What the record of one step costs at the least: a step has an intent and an outcome, and steps of one run share a sync. */
async function syncs(folder: string): Promise<Result> {
  const record = await open(join(folder, "record"), "a");
  const kilobyte = Buffer.alloc(1024, "x");
  const times: number[] = [];
  for (let turn = 0; turn < 100; turn++)
    times.push(await time(() => record.write(kilobyte).then(() => record.datasync())));
  await record.close();
  return { name: "one record of 1 KiB on disk", value: median(times), unit: "ms" };
}

const bench: Bench = async (say) => {
  const folder = mkdtempSync(join(tmpdir(), "drb-"));
  try {
    const sandbox = await startSandbox(
      { workspace: folder, state: join(folder, ".state"), parent: "watch", nodes: 1, replication: "none" },
      say,
    );
    try {
      return await compare(sandbox, folder);
    } finally {
      await sandbox.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
export default bench;
