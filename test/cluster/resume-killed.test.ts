import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { configFolder } from "../../core/node/folders.ts";
import { findPastRun } from "../../core/node/past-runs.ts";
import { listLogs, readLog } from "../../core/node/trail-reader.ts";
import type { PastRun } from "../../core/run/past-run.ts";
import { type RunningCli, startCli } from "../cli/spawn-cli.ts";
import { bundle } from "../support/bundle.ts";
import { sharedCluster } from "../support/cluster.ts";

/** Of terminals. Six more are those of editors, in test/editor/by-hand/killed-editor.ts. */
const kills = Number(process.env["DR_RUNBOOKS_KILLS"] ?? 194);
/** Runs at a time, each on a cluster entry of its own: a cluster takes one. Most of their time they sleep. */
const lanes = 4;
const servers = sharedCluster({ name: "orders", nodes: lanes, replication: "none" });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Ten steps: scripts that append a line, statements that insert a row, and one that captures what a later one needs. */
const steps = Array.from({ length: 10 }, (_, index) => index);
const wanted = [0, 1, 2, 4, 5, 6, 7, 8, 9];
const runbook = (node: string, table: string) =>
  steps
    .map((step) => {
      if (step === 3)
        return `\`\`\`sql {name=step-3 on=${node}}\n-- @capture answer = answer\nSELECT 42 AS answer;\n\`\`\`\n`;
      if (step % 2 === 0) return `\`\`\`sh {name=step-${step}}\nsleep 0.02; echo ${step} >> acts; sleep 0.02\n\`\`\`\n`;
      const value = step === 7 ? `\${answer}` : step;
      return `\`\`\`sql {name=step-${step} on=${node}}\nINSERT INTO ${table} (step, value) SELECT ${step}, ${value} + SLEEP(0.04);\n\`\`\`\n`;
    })
    .join("\n");

/** One ten-step run in a folder and on a table of its own. */
class Round {
  readonly path: string;
  readonly audit: string;
  readonly #node: string;
  readonly #folder: string;
  readonly #table: string;
  readonly #name: string;

  constructor(name: string, node: string) {
    this.#name = name;
    this.#node = node;
    this.#folder = join(servers().workspace, name);
    this.#table = `acts.${name.replace("-", "_")}`;
    this.path = join(this.#folder, "acts.runbook.md");
    this.audit = join(this.#folder, "state", "audit");
  }

  async prepare(): Promise<void> {
    const columns = "id INT AUTO_INCREMENT PRIMARY KEY, step INT, value INT";
    await servers().query(this.#node, `CREATE TABLE ${this.#table} (${columns})`);
    await mkdir(this.#folder);
    await writeFile(this.path, runbook(this.#node, this.#table));
    const { port } = servers().node(this.#node);
    const { user, file } = servers().sandbox.admin;
    const entry = `${this.#name}:\n  user: ${user}\n  defaults-file: ${file}\n  nodes:\n    ${this.#node}: { host: 127.0.0.1, port: ${port} }\n`;
    await writeFile(join(this.#folder, "clusters.yaml"), entry);
  }

  start(more: readonly string[]): RunningCli {
    const args = ["run", this.path, "--inventory", join(this.#folder, "clusters.yaml"), "--yes", ...more];
    return startCli(args, {
      cwd: this.#folder,
      env: { DR_RUNBOOKS_STATE: join(this.#folder, "state"), DR_RUNBOOKS_CONFIG: configFolder() },
    });
  }

  /** What was done so far. Scripts outlive the process that started them, and a statement that was sent is carried out. */
  async acts(): Promise<number[]> {
    const running = `SELECT COUNT(*) AS n FROM performance_schema.processlist WHERE INFO LIKE 'INSERT INTO ${this.#table} %'`;
    for (let turn = 0; ; turn++) {
      assert.ok(turn < 200, "something goes on and on");
      const [row] = await servers().query(this.#node, running);
      if (Number(row?.["n"]) === 0 && !runsIn(this.#folder)) break;
      await pause(25);
    }
    const file = join(this.#folder, "acts");
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean).map(Number) : [];
    const rows = await servers().query(this.#node, `SELECT step, value FROM ${this.#table} ORDER BY id`);
    for (const row of rows)
      if (Number(row["step"]) === 7) assert.equal(Number(row["value"]), 42, "the capture was lost");
    return [...lines, ...rows.map((row) => Number(row["step"]))];
  }

  /** What the newest log ends with: where the process was when it was killed. */
  async lastEntry(): Promise<string> {
    const [log] = await listLogs(this.audit);
    let last = "before the first entry";
    if (log !== undefined) for await (const { type } of readLog(log.location)) last = String(type);
    return phases[last] ?? "while the run was opened";
  }
}

/** What a process was about after an entry of this kind; everything else belongs to the opening of the run. */
const phases: Readonly<Record<string, string>> = {
  "step.intended": "in a step",
  "step.finished": "between two steps",
  "variable.bound": "between two steps",
  "step.confirmed": "after the question about the step in flight",
  "run.finished": "after the last step",
  "log.closed": "after the last step",
};

function runsIn(folder: string): boolean {
  return readdirSync("/proc").some((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`) === folder;
    } catch {
      return false;
    }
  });
}

/** The moment from which there is something to lose. */
async function begun(running: RunningCli): Promise<void> {
  while (running.stdout() === "" && running.child.exitCode === null) await pause(5);
}

function unknownStep(run: PastRun): string | undefined {
  return [...run.steps.values()].find(({ how }) => how === "unknown")?.name;
}

/** How to call the command line now; undefined when nothing is left to do. As a person would: look whether the step in flight took effect, then say so. */
async function nextCall(round: Round): Promise<{ args: string[]; answered?: "done" | "again" } | undefined> {
  const found = await findPastRun("latest", round.path, round.audit);
  if (found.status === "none") {
    // Killed after its last entry.
    if (/succeeded/.test(found.message)) return undefined;
    assert.match(found.message, /^No run of .* is on record/);
    return { args: [] };
  }
  const open = unknownStep(found.run);
  if (open === undefined) return { args: ["--resume"] };
  const answered = (await round.acts()).includes(Number(open.slice(5))) ? "done" : "again";
  return { args: ["--resume", "--in-flight", answered], answered };
}

test(`a command line that is killed at ${kills} random moments of a ten-step run: resuming runs no finished step again, skips none and loses none`, async () => {
  // Some hundred starts.
  process.env["DR_RUNBOOKS_BIN"] ??= await bundle("cli/launcher.ts", join(servers().workspace, "cli.cjs"));
  const counts = { kills: 0, resumed: 0, done: 0, again: 0, startedAnew: 0 };
  const killedIn: Record<string, number> = {};

  /** One run to its end, killed at least once on the way. */
  async function killAndResume(round: Round, whole: number): Promise<void> {
    for (let turn = 0; ; turn++) {
      assert.ok(turn < 30, "it never ends");
      const call = await nextCall(round);
      if (call === undefined) break;
      if (call.answered !== undefined) counts[call.answered]++;
      if (turn > 0) counts[call.args.length > 0 ? "resumed" : "startedAnew"]++;
      const running = round.start(call.args);
      let killed = false;
      // The first run of a round is killed, and most resumptions.
      if (turn === 0 || Math.random() < 0.7) {
        await begun(running);
        await Promise.race([running.result, pause(Math.random() * whole)]);
        killed = running.child.exitCode === null && running.child.kill("SIGKILL");
      }
      const { code, stdout, stderr } = await running.result;
      if (code === null && killed) {
        counts.kills++;
        const phase = await round.lastEntry();
        killedIn[phase] = (killedIn[phase] ?? 0) + 1;
      } else assert.equal(code, 0, stdout + stderr);
      const seen = await round.acts();
      assert.equal(new Set(seen).size, seen.length, `${round.path}: a step was run twice: ${seen.join(" ")}`);
      if (code === 0) break;
    }
    assert.deepEqual((await round.acts()).toSorted(), wanted, round.path);
    const over = await findPastRun("latest", round.path, round.audit);
    assert.match(over.status === "none" ? over.message : "", /succeeded: there is nothing to resume/);
  }

  const nodes = servers().sandbox.nodes.map(({ name }) => name);
  for (const node of nodes) {
    // Of four servers that follow nobody three are read-only, as a replica is that waits for its source.
    await servers().query(node, "SET GLOBAL read_only = OFF");
    await servers().query(node, "CREATE DATABASE acts");
  }
  await Promise.all(
    nodes.map(async (node) => {
      const first = new Round(`${node}-whole`, node);
      await first.prepare();
      const running = first.start([]);
      await begun(running);
      const started = performance.now();
      const result = await running.result;
      const whole = performance.now() - started;
      assert.equal(result.code, 0, result.stdout + result.stderr);
      assert.deepEqual((await first.acts()).toSorted(), wanted);
      for (let index = 0; counts.kills < kills; index++) {
        const round = new Round(`${node}-${index}`, node);
        await round.prepare();
        await killAndResume(round, whole);
      }
    }),
  );
  console.log(`  ${JSON.stringify(counts)}\n  killed ${JSON.stringify(killedIn)}`);
});
