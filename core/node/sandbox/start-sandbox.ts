import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { productName } from "../instances/fetch-server.ts";
import { isRunning } from "../instances/processes.ts";
import type { ServerBuild } from "../instances/server-build.ts";
import { ensureTemplate } from "../instances/template.ts";
import { randomPassword, renderClientFile, renderInitFile } from "./accounts.ts";
import { type CheckedOptions, checkOptions, checkSupport } from "./check-options.ts";
import { chooseServer } from "./choose-server.ts";
import { findFreePorts } from "./free-ports.ts";
import { checkInventory, writeEntry } from "./inventory-entry.ts";
import { withInventoryLock } from "./inventory-lock.ts";
import { renderOptionFile } from "./option-file.ts";
import { type OpenNode, startReplication, verifyReplication } from "./replication.ts";
import { makeSocketFolder, socketFolderFor } from "./sockets.ts";
import { initArguments, PortTaken, prepareNode, removeInitFile, spawnServer, waitUntilReady } from "./start-node.ts";
import { claimFolder, readState, thisProcess, writeState } from "./state-file.ts";
import { serverProcesses, stopSandbox } from "./stop-sandbox.ts";
import { type Stopwatch, stopwatch } from "./stopwatch.ts";
import {
  type Account,
  SandboxError,
  type SandboxNode,
  type SandboxOptions,
  type SandboxState,
  type SandboxUp,
} from "./types.ts";
import { startWatchdog } from "./watchdog.ts";

/**
 * Starts real servers on this machine, replicating, with an entry in the workspace's clusters.yaml. Rejects with a SandboxError and nothing left behind;
 * whatever a killed process leaves is removed by `stopSandbox`.
 */
export async function startSandbox(
  options: SandboxOptions,
  onProgress: (text: string) => void = () => {},
): Promise<SandboxUp> {
  const checked = checkOptions(options);
  const inventory = resolve(options.workspace, "clusters.yaml");
  checkInventory(inventory, checked.name);
  await makeRoom(checked, onProgress);
  const watch = stopwatch();
  try {
    const build = await chooseServer(checked, onProgress);
    checkSupport(checked, build);
    watch.lap("server");
    await ensureTemplate(build, options.signal, onProgress);
    watch.lap("template");
    for (let attempt = 1; ; attempt++) {
      try {
        return await startOnce({ checked, build, inventory, watch, onProgress });
      } catch (error) {
        if (!(error instanceof PortTaken) || attempt === 3) throw error;
      }
    }
  } catch (error) {
    if (options.signal?.aborted)
      throw new SandboxError(
        "cancelled",
        `Starting the sandbox "${checked.name}" was cancelled; nothing of it is left.`,
      );
    if (error instanceof SandboxError) throw error;
    throw new SandboxError("start-failed", (error as Error).message);
  }
}

/** A sandbox of this name that runs is left alone; what a dead one left is removed. */
async function makeRoom(checked: CheckedOptions, onProgress: (text: string) => void): Promise<void> {
  const folder = join(checked.parent, checked.name);
  if (!existsSync(folder)) return;
  const state = readState(folder);
  if (state?.phase === "starting" && isRunning(state.owner)) {
    throw new SandboxError(
      "exists",
      `The sandbox "${checked.name}" is being started by process ${state.owner.pid}. Wait for it, or choose another name with --name.`,
    );
  }
  const running = serverProcesses(folder, state).length;
  if (state?.phase === "up" && running > 0) {
    throw new SandboxError(
      "exists",
      `The sandbox "${checked.name}" is already up (${running} of ${state.nodes.length} servers run). End it with "dr-runbooks sandbox down --name ${checked.name}", or choose another name with --name.`,
    );
  }
  onProgress(`Removing what is left of the sandbox "${checked.name}"`);
  await stopSandbox({ name: checked.name, ...(checked.options.state ? { state: checked.options.state } : {}) });
}

interface Start {
  readonly checked: CheckedOptions;
  readonly build: ServerBuild;
  readonly inventory: string;
  readonly watch: Stopwatch;
  readonly onProgress: (text: string) => void;
}

async function startOnce({ checked, build, inventory, watch, onProgress }: Start): Promise<SandboxUp> {
  const { options, name, parent } = checked;
  const { signal } = options;
  const folder = join(parent, name);
  const nodes = await planNodes(folder, checked.count);
  let state: SandboxState = {
    name,
    phase: "starting",
    flavor: build.flavor,
    versionText: build.versionText,
    binary: build.binary,
    replication: checked.replication,
    semiSync: checked.semiSync,
    parent: options.parent ?? "detach",
    owner: thisProcess(),
    createdAt: new Date().toISOString(),
    inventory,
    inventoryExisted: existsSync(inventory),
    socketFolder: socketFolderFor(folder),
    nodes,
  };
  if (!(await claimFolder(parent, state)))
    throw new SandboxError(
      "exists",
      `Another process has just started a sandbox "${name}". Choose another name with --name.`,
    );
  const watchdog = options.parent === "watch" ? startWatchdog(folder, [state.socketFolder]) : undefined;
  const open: OpenNode[] = [];
  const stop = async (graceMs: number) => {
    await Promise.all(open.map(({ connection }) => connection.close()));
    await stopSandbox({ name, graceMs, ...(options.state ? { state: options.state } : {}) }).catch((error: unknown) => {
      if (!(error instanceof SandboxError && error.code === "not-found")) throw error; // ended by another process
    });
    await watchdog?.standDown();
  };
  try {
    await makeSocketFolder(state.socketFolder);
    await watchdog?.ready;
    const repl = checked.replication === "none" ? undefined : await makeAccount(folder, "repl");
    // So that a runbook that makes a replica, or an account for one, need not ask for it.
    const admin = await makeAccount(folder, "dba", { repl_password: repl?.password ?? randomPassword() });
    const initFile = renderInitFile(checked.replication, admin, repl);
    const groupName = randomUUID();
    onProgress(
      `Starting ${nodes.length} ${productName(build.flavor)} ${build.versionText} server${nodes.length === 1 ? "" : "s"}`,
    );
    const record = (node: SandboxNode) => {
      state = { ...state, nodes: state.nodes.map((other) => (other.name === node.name ? node : other)) };
      writeState(folder, state);
    };
    const started = await settleAll(
      nodes.map(async (planned, index) => {
        const optionFile = renderOptionFile({
          ...planned,
          build,
          replication: checked.replication,
          semiSync: checked.semiSync,
          serverId: index + 1,
          intendedSource: index === 0,
          groupName,
          groupPorts: nodes.map((other) => other.port),
        });
        await prepareNode(build, planned, optionFile, initFile, signal);
        signal?.throwIfAborted();
        const node = { ...planned, process: spawnServer(build.binary, planned, initArguments(planned)) };
        record(node);
        const connection = await waitUntilReady(node, node.process, admin, signal);
        open.push({ node, connection });
        await removeInitFile(node);
        return { node, connection };
      }),
    );
    watch.lap("servers");
    const topology = {
      build,
      replication: checked.replication,
      semiSync: checked.semiSync,
      nodes: started,
      account: repl,
      ...(signal ? { signal } : {}),
    };
    if (repl && nodes.length > 1) onProgress("Waiting until the replicas replicate");
    await startReplication(topology);
    watch.lap("replication");
    await verifyReplication(topology);
    watch.lap("verified");
    signal?.throwIfAborted();
    await withInventoryLock(parent, inventory, () =>
      writeEntry(inventory, { name, flavor: build.flavor, version: build.version, admin, nodes }),
    );
    state = { ...state, phase: "up" };
    writeState(folder, state);
    await Promise.all(open.map(({ connection }) => connection.close()));
    return {
      name,
      flavor: build.flavor,
      version: build.version,
      versionText: build.versionText,
      replication: checked.replication,
      semiSync: checked.semiSync,
      folder,
      inventory,
      programs: build.programs,
      admin,
      ...(repl ? { replicationAccount: repl } : {}),
      nodes: state.nodes,
      timings: watch.laps,
      stop: (graceMs = 10_000) => stop(graceMs),
    };
  } catch (error) {
    await stop(0);
    throw error;
  }
}

async function planNodes(folder: string, count: number): Promise<SandboxNode[]> {
  const ports = await findFreePorts(count);
  const sockets = socketFolderFor(folder);
  return ports.map((port, index) => {
    const name = `db${index + 1}`;
    const home = join(folder, name);
    return {
      name,
      role: index === 0 ? "source" : "replica",
      host: "127.0.0.1",
      port,
      socket: join(sockets, `${name}.sock`),
      folder: home,
      optionFile: join(home, "my.cnf"),
    };
  });
}

async function makeAccount(
  folder: string,
  user: string,
  keptInputs: Readonly<Record<string, string>> = {},
): Promise<Account> {
  const account = { user, password: randomPassword() };
  const file = join(folder, `${user}.cnf`);
  await writeFile(file, renderClientFile(account, keptInputs), { mode: 0o600, flag: "wx" });
  return { ...account, file };
}

/** Waits for all, then rejects with the first failure: nothing is still being started while the rest is cleaned up. */
async function settleAll<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  const failures = settled.filter((result) => result.status === "rejected").map((result) => result.reason as unknown);
  if (failures.length > 0) throw failures.find((failure) => failure instanceof PortTaken) ?? failures[0];
  return settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}
