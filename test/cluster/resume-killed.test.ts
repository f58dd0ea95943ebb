import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { findPastRun } from "../../core/node/past-runs.ts";
import type { PastRun } from "../../core/run/past-run.ts";
import { type CliResult, type RunningCli, startCli } from "../cli/spawn-cli.ts";
import { sharedCluster } from "../support/cluster.ts";

const servers = sharedCluster({ name: "orders", nodes: 1, replication: "none" });
/** A longer test asks for more: DR_RUNBOOKS_KILLS=200. */
const kills = Number(process.env["DR_RUNBOOKS_KILLS"] ?? 40);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Ten steps: scripts that append a line, statements that insert a row, and one that captures what a later one needs. */
const steps = Array.from({ length: 10 }, (_, index) => index);
const runbook = (table: string) =>
  steps
    .map((step) => {
      if (step === 3)
        return `\`\`\`sql {name=step-3 on=db1}\n-- @capture answer = answer\nSELECT 42 AS answer;\n\`\`\`\n`;
      if (step % 2 === 0) return `\`\`\`sh {name=step-${step}}\nsleep 0.04; echo ${step} >> acts; sleep 0.04\n\`\`\`\n`;
      const value = step === 7 ? `\${answer}` : step;
      return `\`\`\`sql {name=step-${step} on=db1}\nINSERT INTO ${table} (step, value) SELECT ${step}, ${value} + SLEEP(0.08);\n\`\`\`\n`;
    })
    .join("\n");

/** Scripts outlive the process that started them, and a statement that was sent is carried out. */
async function quiet(folder: string): Promise<void> {
  for (let turn = 0; turn < 100; turn++) {
    const scripts = readdirSync("/proc").filter((name) => {
      try {
        return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`) === folder;
      } catch {
        return false;
      }
    });
    const rows = await servers().query(
      "db1",
      "SELECT COUNT(*) AS n FROM performance_schema.processlist WHERE INFO LIKE 'INSERT INTO acts%'",
    );
    if (scripts.length === 0 && Number(rows[0]?.["n"]) === 0) return;
    await pause(20);
  }
  throw new Error("Something goes on and on.");
}

async function acts(folder: string, table: string): Promise<number[]> {
  const file = join(folder, "acts");
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean).map(Number) : [];
  const rows = await servers().query("db1", `SELECT step, value FROM ${table} ORDER BY id`);
  for (const row of rows) if (Number(row["step"]) === 7) assert.equal(Number(row["value"]), 42, "the capture was lost");
  return [...lines, ...rows.map((row) => Number(row["step"]))];
}

/** The moment from which there is something to lose. */
async function begun(running: RunningCli): Promise<void> {
  while (running.stdout() === "" && running.child.exitCode === null) await pause(5);
}

function unknownStep(run: PastRun): string | undefined {
  return [...run.steps.values()].find(({ how }) => how === "unknown")?.name;
}

test(`a command line that is killed at ${kills} random moments of a ten-step run: resuming runs no finished step again, skips none and loses none`, async () => {
  const counts = { kills: 0, inFlight: 0, done: 0, again: 0, fromTheStart: 0 };
  await servers().query("db1", "CREATE DATABASE acts");
  let whole = 0;
  for (let round = 0; counts.kills < kills; round++) {
    const table = `acts.t${round}`;
    await servers().query("db1", `CREATE TABLE ${table} (id INT AUTO_INCREMENT PRIMARY KEY, step INT, value INT)`);
    const folder = join(servers().workspace, `round-${round}`);
    await mkdir(folder);
    const path = join(folder, "acts.runbook.md");
    await writeFile(path, runbook(table));
    const state = join(folder, "state");
    const args = ["--inventory", servers().sandbox.inventory, "--yes"];
    const cli = (more: readonly string[]) =>
      startCli(["run", path, ...args, ...more], { cwd: folder, env: { DR_RUNBOOKS_STATE: state } });

    if (round === 0) {
      const running = cli([]);
      await begun(running);
      const started = performance.now();
      const result = await running.result;
      whole = performance.now() - started;
      assert.equal(result.code, 0, result.stdout + result.stderr);
      assert.deepEqual((await acts(folder, table)).toSorted(), [0, 1, 2, 4, 5, 6, 7, 8, 9]);
      continue;
    }
    let result: CliResult | undefined;
    for (let turn = 0; result?.code !== 0; turn++) {
      assert.ok(turn < 20, "it never ends");
      const found = await findPastRun("latest", path, join(state, "audit"));
      // Killed after its last entry.
      if (found.status === "none" && /succeeded/.test(found.message)) break;
      let more: string[] = [];
      if (found.status === "found") {
        const open = unknownStep(found.run);
        more = ["--resume"];
        if (open !== undefined) {
          counts.inFlight++;
          // As a person would: look whether it took effect, then say so.
          const isDone = (await acts(folder, table)).includes(Number(open.slice(5)));
          counts[isDone ? "done" : "again"]++;
          more.push("--in-flight", isDone ? "done" : "again");
        }
      } else {
        assert.match(found.message, /^No run of .* is on record/, `round ${round}`);
        if (turn > 0) counts.fromTheStart++;
      }
      const running = cli(more);
      // The first run of a round is killed, and every other resumption.
      if (turn === 0 || Math.random() < 0.5) {
        await begun(running);
        await Promise.race([running.result, pause(Math.random() * whole)]);
        const ended = /Run |steps succeeded/.test(running.stdout());
        if (running.child.exitCode === null && !ended) counts.kills++;
        running.child.kill("SIGKILL");
      }
      result = await running.result;
      await quiet(folder);
      if (result.code !== null) assert.equal(result.code, 0, result.stdout + result.stderr);
      const seen = await acts(folder, table);
      assert.equal(new Set(seen).size, seen.length, `round ${round}: a step was run twice: ${seen.join(" ")}`);
    }
    assert.deepEqual((await acts(folder, table)).toSorted(), [0, 1, 2, 4, 5, 6, 7, 8, 9], `round ${round}`);
    const over = await findPastRun("latest", path, join(state, "audit"));
    assert.match(over.status === "none" ? over.message : "", /succeeded: there is nothing to resume/);
  }
  console.log(`  ${counts.kills} kills: ${JSON.stringify(counts)}`);
});
