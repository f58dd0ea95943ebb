import { join } from "node:path";
import { endProcesses, findServerProcesses, type ProcessRef } from "../instances/processes.ts";
import { spawnServer, waitUntilReady } from "./start-node.ts";
import { readState, writeState } from "./state-file.ts";
import type { SandboxUp } from "./types.ts";

/** The process of a node's server; `undefined` when it does not run. */
export function nodeProcess(sandbox: SandboxUp, name: string): ProcessRef | undefined {
  return findServerProcesses(nodeOf(sandbox, name).optionFile)[0];
}

/** Starts the server of a node that does not run. It comes up as its option file says: read-only and following nobody. */
export async function startNode(sandbox: SandboxUp, name: string): Promise<void> {
  const node = nodeOf(sandbox, name);
  const state = readState(sandbox.folder);
  if (!state) throw new Error(`The sandbox "${sandbox.name}" is gone. Start it again.`);
  if (nodeProcess(sandbox, name)) throw new Error(`${name} is running already.`);
  const process = spawnServer(state.binary, node);
  writeState(sandbox.folder, {
    ...state,
    nodes: state.nodes.map((other) => (other.name === name ? { ...other, process } : other)),
  });
  const connection = await waitUntilReady(node, process, sandbox.admin);
  await connection.close();
}

/** A clean shutdown, by force after `graceMs`; 0 is a crash. */
export async function stopNode(sandbox: SandboxUp, name: string, graceMs = 10_000): Promise<void> {
  await endProcesses(findServerProcesses(join(nodeOf(sandbox, name).folder, "my.cnf")), graceMs);
}

function nodeOf(sandbox: SandboxUp, name: string) {
  const node = sandbox.nodes.find((candidate) => candidate.name === name);
  if (!node)
    throw new Error(
      `The sandbox "${sandbox.name}" has no node "${name}". It has ${sandbox.nodes.map((candidate) => candidate.name).join(", ")}.`,
    );
  return node;
}
