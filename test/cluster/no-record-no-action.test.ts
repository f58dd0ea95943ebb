import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { knownKeys } from "../../core/node/keys.ts";
import { listLogs, readLog, verifyLogFile } from "../../core/node/trail-reader.ts";
import { openCluster, type TestCluster } from "../support/cluster.ts";

const launcher = fileURLToPath(new URL("../../cli/launcher.ts", import.meta.url));
const steps = 6;

let servers: TestCluster;
let runbook = "";

before(async () => {
  servers = await openCluster({ name: "trail", nodes: 1, replication: "none" });
  await servers.query("db1", "CREATE DATABASE trail");
  await servers.query("db1", "CREATE TABLE trail.acts (step INT PRIMARY KEY)");
  runbook = join(servers.workspace, "acts.runbook.md");
  const blocks = Array.from(
    { length: steps },
    (_, step) => `\`\`\`sql {name=act-${step} on=db1}\nINSERT INTO trail.acts VALUES (${step});\n\`\`\`\n`,
  );
  await writeFile(runbook, blocks.join("\n"));
});
after(() => servers?.close());

interface Run {
  readonly code: number | null;
  readonly output: string;
  readonly state: string;
}

/** Runs the runbook with its trail in a folder of its own. `kibibytes`: no file may grow beyond, as on a disk that is full. */
async function run(
  name: string,
  kibibytes: number | "unlimited",
  prepare: (state: string) => Promise<void> = async () => undefined,
): Promise<Run> {
  const state = join(servers.workspace, name);
  await mkdir(state);
  await prepare(state);
  const args = [launcher, "run", runbook, "--inventory", servers.sandbox.inventory, "--cluster", "trail", "--yes"];
  const child = spawn("bash", ["-c", `ulimit -f ${kibibytes}; exec "$@"`, "bash", process.execPath, ...args], {
    env: { ...process.env, DR_RUNBOOKS_STATE: state },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output, state };
}

async function acts(): Promise<number[]> {
  const rows = await servers.query("db1", "SELECT step FROM trail.acts ORDER BY step");
  await servers.query("db1", "DELETE FROM trail.acts");
  return rows.map((row) => Number(row["step"]));
}

async function intents(state: string): Promise<{ readonly intended: number; readonly answered: number }> {
  const [log] = await listLogs(join(state, "audit"));
  let intended = 0;
  let answered = 0;
  if (log) {
    for await (const entry of readLog(log.location)) {
      if (entry["type"] === "step.intended") intended++;
      if (entry["type"] === "step.finished") answered++;
    }
  }
  return { intended, answered };
}

/** The run noted its keys in a folder of its own. */
const trusted = async (state: string) => ({ keys: await knownKeys(join(state, "audit")) });

test("with room for the trail every step is run, recorded and verified", async () => {
  const { code, state, output } = await run("roomy", "unlimited");
  assert.equal(code, 0, output);
  assert.deepEqual(await acts(), [0, 1, 2, 3, 4, 5]);
  const [log] = await listLogs(join(state, "audit"));
  assert.equal((await verifyLogFile(log?.location ?? "", await trusted(state))).verdict, "VERIFIED");
});

test("on a disk that fills up nothing is done without its intent on disk, wherever it fills up", async () => {
  const done = new Set<number>();
  for (const kibibytes of [0, 1, 2, 3, 4, 6, 8]) {
    const { code, state, output } = await run(`full-${kibibytes}`, kibibytes);
    const executed = await acts();
    const { intended, answered } = await intents(state);
    assert.equal(code, 1, `${kibibytes} KiB: ${output}`);
    assert.match(output, /audit trail can't be written/, `${kibibytes} KiB`);
    assert.equal(executed.length, intended, `${kibibytes} KiB: ${executed.length} executed, ${intended} intended`);
    assert.ok(intended - answered <= 1, `${kibibytes} KiB`);
    done.add(executed.length);
    const [log] = await listLogs(join(state, "audit"));
    if (log) assert.equal((await verifyLogFile(log.location, await trusted(state))).verdict, "INCOMPLETE");
  }
  assert.ok(done.has(0) && done.size > 2, `the limits cut at ${[...done].join(", ")} steps`);
});

test("where the trail can't be created nothing is sent at all", async () => {
  const { general } = await generalLog(async () => {
    const { code, output } = await run("blocked", "unlimited", (state) =>
      writeFile(join(state, "audit"), "in the way"),
    );
    assert.equal(code, 1);
    assert.match(output, /audit trail can't be written/);
  });
  assert.deepEqual(general, []);
  assert.deepEqual(await acts(), []);
});

/** What the server received from others than this test while `work` ran, log-ins included. */
async function generalLog(work: () => Promise<void>): Promise<{ readonly general: string[] }> {
  const file = join(servers.workspace, "general.log");
  await rm(file, { force: true });
  await servers.query("db1", `SET GLOBAL general_log_file = '${file}'`);
  await servers.query("db1", "SET GLOBAL general_log = ON");
  await work();
  await servers.query("db1", "SET GLOBAL general_log = OFF");
  const lines = (await readFile(file, "utf8")).split("\n");
  return {
    general: lines.filter((line) => /\t\s*\d+ (?:Connect|Query|Init DB)/.test(line) && !/general_log/.test(line)),
  };
}

test("the general log sees a run that goes well, so that seeing nothing means something", async () => {
  const { general } = await generalLog(async () => {
    assert.equal((await run("seen", "unlimited")).code, 0);
  });
  assert.equal(general.filter((line) => line.includes("INSERT INTO trail.acts")).length, steps);
  assert.ok((await readdir(join(servers.workspace, "seen", "audit", "logs"))).length === 1);
  await acts();
});
