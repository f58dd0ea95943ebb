import type { ClusterNode } from "../cluster/inventory-types.ts";
import { atLeast, type Version } from "../mysql/flavor.ts";
import type { ObservedNode } from "./events.ts";
import type { Session } from "./ports.ts";
import type { Value } from "./value.ts";

/** One replication channel of a node, by the newest names of its columns. */
interface Channel {
  readonly sourceHost: string;
  readonly sourcePort: number;
  readonly sourceUuid: string;
  readonly sourceId: number;
  readonly running: boolean;
  readonly receiving: boolean;
}

/** What one reachable node said. */
export interface NodeStatus {
  readonly node: ClusterNode;
  readonly session: Session;
  readonly channels: readonly Channel[];
  readonly readOnly: boolean;
  /** Its role in a group, where it is a member. */
  readonly groupRole?: "PRIMARY" | "SECONDARY";
}

/** Whether the node refuses writes, or why it did not say. */
export async function readReadOnly(session: Session, signal?: AbortSignal): Promise<boolean | string> {
  const settings = await session.query("SELECT @@global.read_only", signal === undefined ? {} : { signal });
  return settings.status === "ok" ? isOn(settings.resultSets[0]?.rows[0]?.[0]) : settings.message;
}

/** Reads what decides a node's role. A message when the node did not answer. */
export async function readStatus(
  node: ClusterNode,
  session: Session,
  signal?: AbortSignal,
): Promise<NodeStatus | string> {
  const { version } = session.identity;
  const options = signal === undefined ? {} : { signal };
  const readOnly = await readReadOnly(session, signal);
  if (typeof readOnly === "string") return `${node.name}: ${readOnly}`;
  const replicas = await session.query(replicaStatement(version), options);
  if (replicas.status !== "ok") {
    return `${node.name}: its replication state can't be read: ${replicas.message} Grant ${privilege(version)} to ${session.identity.user}.`;
  }
  const [result] = replicas.resultSets;
  const channels = (result?.rows ?? []).map((row) => toChannel(result?.columns ?? [], row));
  const groupRole = (await isInGroup(session, options)) ? await readGroupRole(session, options) : undefined;
  return { node, session, channels, readOnly, ...(groupRole === undefined ? {} : { groupRole }) };
}

/**
 * Roles from what the nodes said. A node with a channel is a replica, running or not: a replica that does not replicate
 * must not drop out of sight. Except when its channels stand still, it takes writes and another node receives from it: it
 * was promoted without RESET REPLICA. A node without one is the source when another receives from it or it takes writes.
 */
export function toRoles(
  nodes: readonly (NodeStatus | { readonly node: ClusterNode; readonly message: string })[],
): ObservedNode[] {
  const reachable = nodes.filter((one) => "session" in one);
  return nodes.map((one): ObservedNode => {
    if (!("session" in one)) return { node: one.node.name, role: "unreachable", message: one.message };
    // The session's identity is that of its beginning; read-only may have changed since.
    const { identity: atLogIn } = one.session;
    const identity = { ...atLogIn, readOnly: one.readOnly, superReadOnly: one.readOnly && atLogIn.superReadOnly };
    const [channel] = one.channels;
    const upstream =
      channel &&
      (reachable.find((other) => isSource(other, channel))?.node.name ?? `${channel.sourceHost}:${channel.sourcePort}`);
    const role = roleOf(one, reachable);
    return {
      node: one.node.name,
      identity,
      role,
      ...(role === "replica" && upstream !== undefined ? { sourceNode: upstream } : {}),
    };
  });
}

function roleOf(one: NodeStatus, all: readonly NodeStatus[]): ObservedNode["role"] {
  if (one.groupRole === "PRIMARY") return "source";
  if (one.groupRole === "SECONDARY") return "replica";
  const feeds = all.some(
    (other) => other !== one && other.channels.some((channel) => channel.receiving && isSource(one, channel)),
  );
  if (one.channels.length > 0) {
    const promoted = feeds && !one.readOnly && one.channels.every(({ running }) => !running);
    return promoted ? "source" : "replica";
  }
  const known = all.some((other) => other !== one && other.channels.some((channel) => isSource(one, channel)));
  return known || !one.readOnly ? "source" : "standalone";
}

function isSource(candidate: NodeStatus, channel: Channel): boolean {
  const { serverUuid, serverId } = candidate.session.identity;
  if (channel.sourceUuid !== "") return channel.sourceUuid === serverUuid;
  const { host, port } = candidate.node;
  return (
    (channel.sourceHost === host && channel.sourcePort === port) ||
    (channel.sourceId !== 0 && channel.sourceId === serverId)
  );
}

/** SHOW REPLICA STATUS is MySQL 8.0.22 and MariaDB 10.5.1; MariaDB shows all its channels only with ALL. */
function replicaStatement(version: Version): string {
  if (version.flavor === "mariadb")
    return atLeast(version, 10, 5, 1) ? "SHOW ALL REPLICAS STATUS" : "SHOW ALL SLAVES STATUS";
  return atLeast(version, 8, 0, 22) ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS";
}

function privilege(version: Version): string {
  return version.flavor === "mariadb" && atLeast(version, 10, 5, 2) ? "REPLICA MONITOR" : "REPLICATION CLIENT";
}

const groupMembers = new WeakMap<Session, boolean>();

/** Asked once per session: a group is not joined in passing. MEMBER_ROLE is MySQL 8.0.2. */
async function isInGroup(session: Session, options: { signal?: AbortSignal }): Promise<boolean> {
  const known = groupMembers.get(session);
  if (known !== undefined) return known;
  const { version } = session.identity;
  if (version.flavor !== "mysql" || !atLeast(version, 8, 0, 2)) return false;
  const outcome = await session.query("SHOW GLOBAL VARIABLES LIKE 'group_replication_group_name'", options);
  if (outcome.status !== "ok") return false;
  const member = String(outcome.resultSets[0]?.rows[0]?.[1] ?? "") !== "";
  groupMembers.set(session, member);
  return member;
}

async function readGroupRole(
  session: Session,
  options: { signal?: AbortSignal },
): Promise<"PRIMARY" | "SECONDARY" | undefined> {
  const members = await session.query(
    "SELECT MEMBER_ROLE FROM performance_schema.replication_group_members WHERE MEMBER_ID = @@server_uuid AND MEMBER_STATE IN ('ONLINE', 'RECOVERING')",
    options,
  );
  // Without the privilege the node still has a role by its channels.
  const role = members.status === "ok" ? members.resultSets[0]?.rows[0]?.[0] : undefined;
  return role === "PRIMARY" || role === "SECONDARY" ? role : undefined;
}

function toChannel(columns: readonly string[], row: readonly Value[]): Channel {
  const cell = (source: string, old: string): string => {
    const index = columns.indexOf(source) >= 0 ? columns.indexOf(source) : columns.indexOf(old);
    const value = index < 0 ? null : (row[index] ?? null);
    return value === null ? "" : String(value);
  };
  const receiver = cell("Replica_IO_Running", "Slave_IO_Running");
  const applier = cell("Replica_SQL_Running", "Slave_SQL_Running");
  return {
    sourceHost: cell("Source_Host", "Master_Host"),
    sourcePort: Number(cell("Source_Port", "Master_Port")),
    sourceUuid: cell("Source_UUID", "Master_UUID"),
    sourceId: Number(cell("Source_Server_Id", "Master_Server_Id")),
    running: receiver !== "No" || applier !== "No",
    receiving: receiver !== "No",
  };
}

function isOn(value: Value | undefined): boolean {
  const text = String(value ?? "0");
  return text !== "0" && text !== "OFF";
}
