import { join } from "node:path";
import { findServerProcesses, isRunning } from "../instances/processes.ts";
import { type AdminConnection, connectAdmin } from "./admin-connection.ts";
import { type ReplicaStatus, replicaStatus } from "./replication.ts";
import { listNames, readState, sandboxesFolder } from "./state-file.ts";
import type { Replication, SandboxNode, SandboxState } from "./types.ts";

export interface NodeStatus {
  readonly name: string;
  readonly port: number;
  readonly pid?: number;
  /** `unreachable`: the server runs and does not answer. */
  readonly status: "running" | "stopped" | "unreachable";
  /** What the server itself says; absent unless it is running. */
  readonly readOnly?: boolean;
  readonly replica?: ReplicaStatus;
  /** Its part in the replication group, in the server's words: ONLINE, PRIMARY … */
  readonly member?: { readonly state: string; readonly role: string };
  readonly message?: string;
}

export interface SandboxStatus {
  readonly name: string;
  readonly folder: string;
  /** `broken`: nothing of it runs, or it was never completely started; `sandbox down` removes it. */
  readonly phase: "starting" | "up" | "broken";
  readonly state?: SandboxState;
  readonly nodes: readonly NodeStatus[];
}

/** All sandboxes of this user, or the one named; empty when there is none. */
export async function sandboxStatus(
  options: { readonly name?: string; readonly state?: string } = {},
): Promise<SandboxStatus[]> {
  const parent = sandboxesFolder(options.state);
  const names = listNames(parent).filter((name) => options.name === undefined || name === options.name);
  return Promise.all(names.map((name) => statusOf(name, join(parent, name))));
}

async function statusOf(name: string, folder: string): Promise<SandboxStatus> {
  const state = readState(folder);
  if (!state) return { name, folder, phase: "broken", nodes: [] };
  if (state.phase === "starting")
    return { name, folder, state, phase: isRunning(state.owner) ? "starting" : "broken", nodes: [] };
  const nodes = await Promise.all(
    state.nodes.map((node) => nodeStatus(node, join(folder, "dba.cnf"), state.replication)),
  );
  return { name, folder, state, phase: nodes.some((node) => node.status !== "stopped") ? "up" : "broken", nodes };
}

async function nodeStatus(node: SandboxNode, clientFile: string, replication: Replication): Promise<NodeStatus> {
  const server = findServerProcesses(node.optionFile)[0];
  if (!server) return { name: node.name, port: node.port, status: "stopped" };
  const base = { name: node.name, port: node.port, pid: server.pid };
  try {
    const connection = await connectAdmin(node, { user: "dba", file: clientFile }, 3000);
    try {
      const [row] = await connection.query("SELECT @@GLOBAL.read_only AS readOnly");
      const running = { ...base, status: "running" as const, readOnly: String(row?.["readOnly"]) === "1" };
      if (replication === "group") return { ...running, member: await membership(connection) };
      const replica = await replicaStatus(connection);
      return { ...running, ...(replica ? { replica } : {}) };
    } finally {
      await connection.close();
    }
  } catch (error) {
    return { ...base, status: "unreachable", message: (error as Error).message };
  }
}

async function membership(connection: AdminConnection): Promise<{ state: string; role: string }> {
  const [row] = await connection.query(
    "SELECT member_state AS state, member_role AS role FROM performance_schema.replication_group_members WHERE member_id = @@GLOBAL.server_uuid",
  );
  return { state: String(row?.["state"] ?? "OFFLINE"), role: String(row?.["role"] ?? "") };
}
