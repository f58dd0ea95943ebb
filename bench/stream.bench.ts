import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConnection } from "mysql2";
import { parseInventory } from "../core/cluster/inventory.ts";
import { createConnector } from "../core/node/connector.ts";
import { processRunner } from "../core/node/process-runner.ts";
import { startSandbox } from "../core/node/sandbox/start-sandbox.ts";
import type { SandboxUp } from "../core/node/sandbox/types.ts";
import { alternate } from "../tools/benchmark/measure.ts";
import type { Bench, Result } from "../tools/benchmark/result.ts";

const count = 500_000;
const statement = `WITH RECURSIVE n AS (SELECT 0 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 999) SELECT a.i, b.i AS j, 'a row of some length' AS note FROM n a JOIN n b ON b.i < ${count / 1000}`;

/** Rows through a session of ours, hashed and counted, against mysql2 that hands each row to a listener. */
async function rows(sandbox: SandboxUp, folder: string): Promise<Result> {
  const [cluster] = parseInventory(readFileSync(sandbox.inventory, "utf8")).clusters;
  const [node] = cluster?.nodes ?? [];
  if (cluster === undefined || node === undefined) throw new Error("The sandbox has no node.");
  const outcome = await createConnector({ baseFolder: folder }).connect(cluster, node);
  if (outcome.status !== "connected") throw new Error(outcome.message);
  const { user, password } = sandbox.admin;
  const bare = createConnection({ host: node.host, port: node.port, user, password });
  const measured = await alternate(
    7,
    2,
    async () => {
      const reply = await outcome.session.query(statement);
      if (reply.status !== "ok" || reply.resultSets[0]?.rowCount !== count) throw new Error(JSON.stringify(reply));
    },
    () =>
      new Promise<void>((resolve, reject) => {
        let seen = 0;
        bare
          .query({ sql: statement, rowsAsArray: true })
          .on("result", () => seen++)
          .on("error", reject)
          .on("end", () => (seen === count ? resolve() : reject(new Error(`${seen} rows`))));
      }),
  );
  await outcome.session.close();
  bare.destroy();
  const rate = (ms: number) =>
    `${Math.round(count / ms / 1000)} M rows/s`.replace(/^0 M/, `${Math.round(count / ms)} k`);
  return {
    name: "SQL rows through a step / mysql2 alone",
    value: measured.baseline / measured.ours,
    unit: "×",
    detail: `${rate(measured.ours)} against ${rate(measured.baseline)}`,
  };
}

/** A script of ours against `bash -c`. */
async function script(folder: string): Promise<Result> {
  const { signal } = new AbortController();
  const measured = await alternate(
    60,
    10,
    async () => {
      const request = { script: "echo done", environment: {}, workingDirectory: folder, onOutput: () => undefined };
      const outcome = await processRunner.run(request, signal);
      if (outcome.status !== "exited" || outcome.stdout !== "done\n") throw new Error(JSON.stringify(outcome));
    },
    async () => {
      const child = spawn("bash", ["-c", "echo done"], { stdio: ["ignore", "pipe", "inherit"] });
      child.stdout.resume();
      await once(child, "close");
    },
  );
  return {
    name: "script / bash -c alone",
    value: measured.ratio,
    unit: "×",
    aim: 1.2,
    detail: `${measured.ours.toFixed(2)} ms against ${measured.baseline.toFixed(2)} ms`,
  };
}

const bench: Bench = async (say) => {
  const folder = mkdtempSync(join(tmpdir(), "drb-"));
  try {
    const options = { workspace: folder, state: join(folder, ".state"), parent: "watch" as const, nodes: 1 };
    const sandbox = await startSandbox({ ...options, replication: "none" }, say);
    try {
      return [await rows(sandbox, folder), await script(folder)];
    } finally {
      await sandbox.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
export default bench;
