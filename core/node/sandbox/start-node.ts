import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isRunning, lookUpProcess, type ProcessRef } from "../instances/processes.ts";
import { programEnvironment } from "../instances/run-program.ts";
import { type ServerBuild, userArguments } from "../instances/server-build.ts";
import { createDataFolder } from "../instances/template.ts";
import { type AdminConnection, connectAdmin } from "./admin-connection.ts";
import type { Account, SandboxNode } from "./types.ts";

const READY_WITHIN_MS = 60_000;

/** The port was taken between the check and the server's start. */
export class PortTaken extends Error {}

/** Fills the node's folder; it must not exist. */
export async function prepareNode(
  build: ServerBuild,
  node: SandboxNode,
  optionFile: string,
  initFile: string,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(node.folder, { mode: 0o700 });
  for (const name of ["files", "tmp"]) await mkdir(join(node.folder, name), { mode: 0o700 });
  await writeFile(node.optionFile, optionFile, { mode: 0o600 });
  await writeFile(initPath(node), initFile, { mode: 0o600 });
  await createDataFolder(build, join(node.folder, "data"), signal);
}

/** Starts the server in the background, in a process group of its own, and returns at once. */
export function spawnServer(binary: string, node: SandboxNode, extra: readonly string[] = []): ProcessRef {
  const log = openSync(join(node.folder, "error.log"), "a", 0o600);
  try {
    const child = spawn(binary, [`--defaults-file=${node.optionFile}`, ...userArguments(), ...extra], {
      cwd: node.folder,
      detached: true,
      stdio: ["ignore", log, log],
      env: programEnvironment(),
    });
    child.on("error", () => {}); // seen as a server that never becomes ready
    child.unref();
    return lookUpProcess(child.pid ?? -1) ?? { pid: child.pid ?? -1, started: "ended" };
  } finally {
    closeSync(log);
  }
}

export function initArguments(node: SandboxNode): string[] {
  return [`--init-file=${initPath(node)}`];
}

function initPath(node: SandboxNode): string {
  return join(node.folder, "init.sql");
}

/** The statements in it hold passwords and have run. */
export async function removeInitFile(node: SandboxNode): Promise<void> {
  await rm(initPath(node), { force: true });
}

/** Resolves with a connection to this very server; rejects when it ended or does not answer in time, with what its error log says. */
export async function waitUntilReady(
  node: SandboxNode,
  process: ProcessRef,
  admin: Pick<Account, "user" | "file">,
  signal?: AbortSignal,
): Promise<AdminConnection> {
  const deadline = performance.now() + READY_WITHIN_MS;
  let last: Error | undefined;
  for (;;) {
    signal?.throwIfAborted();
    if (!isRunning(process)) throw ended(node);
    try {
      const connection = await connectWhileRunning(node, process, admin, signal);
      const [row] = await connection.query("SELECT @@GLOBAL.pid_file AS pidFile");
      if (row?.["pidFile"] === join(node.folder, "mysqld.pid")) return connection;
      await connection.close();
      throw new PortTaken(`Port ${node.port} belongs to another server.`);
    } catch (error) {
      if (error instanceof PortTaken) throw error;
      last = error as Error;
    }
    if (performance.now() > deadline)
      throw new Error(
        `${node.name} did not answer on port ${node.port} within ${READY_WITHIN_MS / 1000} s (${last?.message}). ${logTail(node)}`,
      );
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Something else may hold the port and never answer: the attempt ends with the server. */
async function connectWhileRunning(
  node: SandboxNode,
  process: ProcessRef,
  admin: Pick<Account, "user" | "file">,
  signal?: AbortSignal,
): Promise<AdminConnection> {
  const attempt = new AbortController();
  const watch = setInterval(() => {
    if (signal?.aborted || !isRunning(process)) attempt.abort();
  }, 50);
  try {
    return await connectAdmin(node, admin, READY_WITHIN_MS, attempt.signal);
  } finally {
    clearInterval(watch);
  }
}

function ended(node: SandboxNode): Error {
  const tail = logTail(node);
  if (/Address already in use|Do you already have another mysqld server running on port/i.test(tail))
    return new PortTaken(tail);
  return new Error(`The server of ${node.name} ended while it started. ${tail}`);
}

/** The errors of the node's log, or its last lines. */
function logTail(node: Pick<SandboxNode, "folder">): string {
  try {
    const lines = readFileSync(join(node.folder, "error.log"), "utf8").trim().split("\n");
    const errors = lines.filter((line) => /\[ERROR\]/.test(line));
    return `Its error log says:\n${(errors.length > 0 ? errors.slice(-4) : lines.slice(-4)).join("\n")}`;
  } catch {
    return "It wrote no error log.";
  }
}
