import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConnection } from "mysql2/promise";
import { parseInventory } from "../core/cluster/inventory.ts";
import { currentActor } from "../core/node/actor.ts";
import { systemClock } from "../core/node/clock.ts";
import { createConnector } from "../core/node/connector.ts";
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

const read = "SELECT id, note FROM bench.notes ORDER BY id DESC LIMIT 10";
const write = "INSERT INTO bench.notes (note) VALUES ('written')";
/** A role costs a look at the whole cluster before each step; a name does not. */
const cases = [
  { name: "a read on a named node", statement: read, on: "db1" },
  { name: "a durable write on a named node", statement: write, on: "db1" },
  { name: "a read on=source", statement: read, on: "source" },
  { name: "a durable write on=source", statement: write, on: "source" },
];
const fences = cases.map(
  ({ statement, on }, index) => `\`\`\`sql {name=step-${index} on=${on}}\n${statement};\n\`\`\`\n`,
);
const runbook = parseRunbook(fences.join("\n"));

async function openBenchRun(sandbox: SandboxUp, folder: string): Promise<Run> {
  const [cluster] = parseInventory(readFileSync(sandbox.inventory, "utf8")).clusters;
  if (cluster === undefined) throw new Error(`${sandbox.inventory} has no cluster.`);
  const trail = await openTrail({
    folder: join(folder, "trail"),
    actor: currentActor("bench", "0"),
    clock: systemClock,
  });
  const opened = await openRun({
    runbook,
    path: join(folder, "bench.runbook.md"),
    cluster,
    inputs: new Map(),
    assumeYes: true,
    workingDirectory: folder,
    ports: {
      clock: systemClock,
      connector: createConnector({ baseFolder: folder }),
      processes: processRunner,
      trail,
      operator: { confirm: async () => undefined, ask: async () => undefined },
      sha256,
      onEvent: () => {},
    },
  });
  if (opened.status === "refused") throw new Error(opened.message);
  return opened.run;
}

/** Each statement as a step of a run against the same statement by mysql2 alone plus one record of 1 KiB synced to the same disk. */
async function compare(sandbox: SandboxUp, folder: string): Promise<Result[]> {
  const source = sandbox.nodes.find(({ role }) => role === "source");
  if (source === undefined) throw new Error("The sandbox has no source.");
  const { user, password } = sandbox.admin;
  const bare = await createConnection({ host: source.host, port: source.port, user, password });
  await bare.query("CREATE DATABASE bench");
  await bare.query("CREATE TABLE bench.notes (id INT AUTO_INCREMENT PRIMARY KEY, note VARCHAR(40))");
  const run = await openBenchRun(sandbox, folder);
  const record = await open(join(folder, "record"), "a");
  const kilobyte = Buffer.alloc(1024, "x");
  const { signal } = new AbortController();
  const synced: number[] = [];
  for (let turn = 0; turn < 100; turn++)
    synced.push(await time(() => record.write(kilobyte).then(() => record.datasync())));
  const results: Result[] = [{ name: "one record of 1 KiB on disk", value: median(synced), unit: "ms" }];
  try {
    for (const [index, { name, statement }] of cases.entries()) {
      const step = runbook.steps[index];
      if (step === undefined) throw new Error(`No step for ${name}.`);
      const measured = await alternate(
        200,
        30,
        async () => {
          const outcome = await run.runStep(step, signal);
          if (outcome.status !== "succeeded") throw new Error(JSON.stringify(outcome));
        },
        async () => {
          await bare.query(statement);
          await record.write(kilobyte);
          await record.datasync();
        },
      );
      const detail = `${measured.ours.toFixed(2)} ms against ${measured.baseline.toFixed(2)} ms`;
      results.push({
        name: `SQL step / mysql2 + one fsync: ${name}`,
        value: measured.ratio,
        unit: "×",
        aim: 1.3,
        detail,
      });
    }
  } finally {
    await record.close();
    await run.finish();
    await bare.end();
  }
  return results;
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
