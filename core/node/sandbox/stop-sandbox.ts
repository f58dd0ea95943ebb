import { existsSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../folders.ts";
import { removeAbandoned } from "../instances/partial-folders.ts";
import { endProcesses, findServerProcesses, isRunning, type ProcessRef } from "../instances/processes.ts";
import { removeEntry } from "./inventory-entry.ts";
import { withInventoryLock } from "./inventory-lock.ts";
import { socketFolderFor } from "./sockets.ts";
import { readState, sandboxesFolder } from "./state-file.ts";
import { SandboxError, type SandboxState } from "./types.ts";

export interface StopOptions {
  readonly name: string;
  readonly state?: string;
  /** Where an entry may still stand although the sandbox's own folder is gone. */
  readonly inventory?: string;
  /** Time for a clean shutdown, default 10 s; 0 ends the servers at once. */
  readonly graceMs?: number;
}

export interface StopResult {
  readonly name: string;
  /** Servers that were running. */
  readonly servers: number;
  readonly folder: string;
}

/** Ends whatever there is of a sandbox, however it was left: servers, folders, its entry in clusters.yaml. */
export async function stopSandbox(options: StopOptions): Promise<StopResult> {
  const parent = sandboxesFolder(options.state);
  const folder = join(parent, options.name);
  await removeAbandonedParts();
  if (!existsSync(folder)) {
    if (options.inventory && existsSync(options.inventory)) {
      const { inventory } = options;
      await withInventoryLock(parent, inventory, () => removeEntry(inventory, options.name, true));
    }
    throw new SandboxError(
      "not-found",
      `There is no sandbox "${options.name}". "dr-runbooks sandbox status" lists those that exist.`,
    );
  }
  const state = readState(folder);
  const servers = await endServers(folder, state, options.graceMs ?? 10_000);
  if (state)
    await withInventoryLock(parent, state.inventory, () =>
      removeEntry(state.inventory, options.name, state.inventoryExisted),
    );
  await rm(socketFolderFor(folder), { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  return { name: options.name, servers, folder };
}

/** What a process left in the cache when it was killed while it fetched a server or made a template. */
async function removeAbandonedParts(): Promise<void> {
  for (const name of ["servers", "templates"]) {
    const parent = join(cacheFolder(), name);
    if (existsSync(parent)) await removeAbandoned(parent);
  }
}

/** A server may have been spawned a moment before its process id could be written down: the arguments of all processes are looked at as well. */
async function endServers(folder: string, state: SandboxState | undefined, graceMs: number): Promise<number> {
  let ended = 0;
  for (let round = 0; round < 5; round++) {
    const processes = serverProcesses(folder, state);
    if (processes.length === 0) return ended;
    await endProcesses(processes, graceMs);
    ended += processes.length;
  }
  throw new Error(`Servers keep starting below ${folder}. End the process that starts them, then try again.`);
}

/** The servers of a sandbox that run now. */
export function serverProcesses(folder: string, state: SandboxState | undefined): ProcessRef[] {
  const found = new Map<number, ProcessRef>();
  for (const node of state?.nodes ?? [])
    if (node.process && isRunning(node.process)) found.set(node.process.pid, node.process);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    for (const process of findServerProcesses(join(folder, entry.name, "my.cnf"))) found.set(process.pid, process);
  }
  return [...found.values()];
}
