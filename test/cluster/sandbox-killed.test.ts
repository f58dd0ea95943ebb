import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { isRunning, lookUpProcess, signalProcess } from "../../core/node/instances/processes.ts";
import { startSandbox } from "../../core/node/sandbox/start-sandbox.ts";
import { readState, sandboxesFolder, writeState } from "../../core/node/sandbox/state-file.ts";
import { stopSandbox } from "../../core/node/sandbox/stop-sandbox.ts";
import type { SandboxOptions } from "../../core/node/sandbox/types.ts";

const folder = mkdtempSync(join(tmpdir(), "drr-killed-"));
const state = join(folder, "state");
const inventory = join(folder, "clusters.yaml");
const KEPT = "# ours\norders: # eu\n  flavor: mysql\n  nodes: {}\n";

before(async () => {
  // The server and its template are in the cache from here on: the moments below are those of the start itself.
  await (await startSandbox({ workspace: folder, state, nodes: 1, parent: "watch" })).stop(0);
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** A process of its own that starts a sandbox, says "up" when it is, and stays. */
function starter(options: Partial<SandboxOptions>) {
  const script = `import { startSandbox } from ${JSON.stringify(new URL("../../core/node/sandbox/start-sandbox.ts", import.meta.url).href)};
    await startSandbox(${JSON.stringify({ workspace: folder, state, ...options })});
    process.stdout.write("up\\n");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const up = new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return { child, up, gone };
}

/** Processes whose arguments name this test's folder; the watchdogs among them end by themselves. */
function leftProcesses(): string[] {
  return readdirSync("/proc").filter((entry) => {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) return false;
    try {
      return readFileSync(`/proc/${entry}/cmdline`, "utf8").includes(`=${state}/`);
    } catch {
      return false;
    }
  });
}

async function eventually(holds: () => boolean, what: string): Promise<void> {
  for (let attempt = 0; attempt < 250 && !holds(); attempt++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(holds(), what);
}

const servers = () => leftProcesses().length;
const named = (file: string) => () => existsSync(join(sandboxesFolder(state), "sandbox", file));
const MOMENTS: [string, () => boolean][] = [
  ["when its folder appears", named("sandbox.json")],
  ["while data directories are filled", named("db1/data")],
  ["when the first server is spawned", () => servers() > 0],
  ["when all servers are spawned", () => servers() === 3],
  ["while the servers start", named("db1/mysqld.pid")],
  [
    "when the servers take connections",
    () => ["db1", "db2", "db3"].every((name) => !named(`${name}/init.sql`)()) && named("db1/mysqld.pid")(),
  ],
  ["when its entry is written", () => existsSync(inventory) && readFileSync(inventory, "utf8").includes("sandbox:")],
];

for (const [moment, reached] of MOMENTS) {
  test(`what is left of a start that was killed ${moment} is removed by "down"`, async () => {
    writeFileSync(inventory, KEPT);
    const { child, gone } = starter({});
    const deadline = Date.now() + 30_000;
    while (!reached() && child.exitCode === null && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 1));
    assert.ok(reached(), "the moment was never reached");
    child.kill("SIGKILL");
    await gone;
    await stopSandbox({ name: "sandbox", state, graceMs: 1000 });
    assert.deepEqual(leftProcesses(), []);
    assert.deepEqual(readdirSync(sandboxesFolder(state)), []);
    assert.equal(readFileSync(inventory, "utf8"), KEPT);
  });
}

test("a start that finds a killed one under its name clears it away first", async () => {
  rmSync(inventory, { force: true });
  const { child, gone } = starter({ nodes: 1 });
  await eventually(() => servers() > 0, "no server was spawned");
  child.kill("SIGKILL");
  await gone;
  const sandbox = await startSandbox({ workspace: folder, state, nodes: 1 });
  assert.equal(leftProcesses().length, 1);
  await sandbox.stop(0);
  assert.equal(existsSync(inventory), false);
});

test("the servers of a watched sandbox and its folders go when the process that started it is killed", async () => {
  const { child, up, gone } = starter({ nodes: 2, parent: "watch" });
  await up;
  assert.equal(leftProcesses().length, 2);
  child.kill("SIGKILL");
  await gone;
  await eventually(() => leftProcesses().length === 0, "servers are left");
  await eventually(() => readdirSync(sandboxesFolder(state)).length === 0, "a folder is left");
  rmSync(inventory, { force: true });
});

test("servers that are not watched outlive the process that started them", async () => {
  const { child, up, gone } = starter({ nodes: 1 });
  await up;
  child.kill("SIGKILL");
  await gone;
  await assert.rejects(startSandbox({ workspace: folder, state, nodes: 1 }), { code: "exists" });
  assert.equal(leftProcesses().length, 1);
  assert.equal((await stopSandbox({ name: "sandbox", state })).servers, 1);
  assert.deepEqual(leftProcesses(), []);
});

test("a start that is cancelled leaves nothing", async () => {
  for (const after of [5, 150, 500, 1200]) {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), after);
    await assert.rejects(startSandbox({ workspace: folder, state, signal: controller.signal }), { code: "cancelled" });
    assert.deepEqual(leftProcesses(), []);
    assert.deepEqual(readdirSync(sandboxesFolder(state)), []);
    assert.equal(existsSync(inventory), false);
  }
});

test("a process that got the id of a dead server is left alone", async () => {
  const bystander = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  try {
    const sandbox = await startSandbox({ workspace: folder, state, nodes: 1 });
    const recorded = readState(sandbox.folder);
    const real = lookUpProcess(bystander.pid ?? 0);
    assert.ok(recorded && real);
    const server = sandbox.nodes[0]?.process;
    assert.ok(server);
    signalProcess({ ...server, started: "another time" }, "SIGKILL");
    assert.equal(isRunning(server), true);
    writeState(sandbox.folder, {
      ...recorded,
      nodes: recorded.nodes.map((node) => ({ ...node, process: { pid: real.pid, started: server.started } })),
    });
    await sandbox.stop(0);
    assert.equal(isRunning(real), true);
    assert.equal(isRunning(server), false);
  } finally {
    bystander.kill("SIGKILL");
  }
});

test("the sockets of a sandbox in a very deep folder lie elsewhere, and go with it", async () => {
  const deep = join(folder, "d".repeat(60), "e".repeat(60));
  mkdirSync(deep, { recursive: true });
  const sandbox = await startSandbox({ workspace: deep, state: deep, nodes: 1, flavor: "mariadb", parent: "watch" });
  const socket = sandbox.nodes[0]?.socket ?? "";
  assert.ok(Buffer.byteLength(socket) < 104, socket);
  assert.equal(existsSync(socket), true);
  await sandbox.stop();
  assert.equal(existsSync(socket), false);
  assert.deepEqual(readdirSync(sandboxesFolder(deep)), []);
});
