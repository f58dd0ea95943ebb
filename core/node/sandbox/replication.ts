import { randomBytes } from "node:crypto";
import { atLeast } from "../../mysql/flavor.ts";
import type { ServerBuild } from "../instances/server-build.ts";
import type { AdminConnection } from "./admin-connection.ts";
import { type Account, type Replication, SandboxError, type SandboxNode } from "./types.ts";

export interface OpenNode {
  readonly node: SandboxNode;
  readonly connection: AdminConnection;
}

export interface Topology {
  readonly build: ServerBuild;
  readonly replication: Replication;
  readonly semiSync: boolean;
  /** The first one is the source. */
  readonly nodes: readonly OpenNode[];
  readonly account: Pick<Account, "user" | "password"> | undefined;
  readonly signal?: AbortSignal;
}

const APPLIED_WITHIN_MS = 30_000;

/** Opens the first node for writes and makes the others follow it. */
export async function startReplication(topology: Topology): Promise<void> {
  const [source, ...replicas] = topology.nodes;
  if (!source) return;
  if (topology.replication === "group") return startGroup(topology);
  const coordinates = topology.replication === "position" ? await positionOf(source, topology.build) : undefined;
  await Promise.all([
    openForWrites(source, topology.build),
    ...(topology.account ? replicas.map((replica) => follow(replica, source.node, topology, coordinates)) : []),
  ]);
}

async function openForWrites({ connection }: OpenNode, build: ServerBuild): Promise<void> {
  if (build.flavor === "mysql") await connection.query("SET GLOBAL super_read_only = OFF");
  await connection.query("SET GLOBAL read_only = OFF");
}

interface Coordinates {
  readonly file: string;
  readonly position: string;
}

async function positionOf(source: OpenNode, { flavor, version }: ServerBuild): Promise<Coordinates> {
  const [row] = await source.connection.query(
    flavor === "mysql" && atLeast(version, 8, 2) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS",
  );
  return { file: String(row?.["File"]), position: String(row?.["Position"]) };
}

async function follow(
  replica: OpenNode,
  source: SandboxNode,
  { build, account }: Topology,
  coordinates: Coordinates | undefined,
): Promise<void> {
  if (!account) return;
  const { flavor, version } = build;
  const renamed = flavor === "mysql" && atLeast(version, 8, 0, 23);
  const word = renamed ? "SOURCE" : "MASTER";
  const options = [
    `${word}_HOST = '${source.host}'`,
    `${word}_PORT = ${source.port}`,
    `${word}_USER = '${account.user}'`,
    `${word}_PASSWORD = '${account.password}'`,
    `${word}_CONNECT_RETRY = 1`,
  ];
  if (flavor === "mysql") options.push(`${word}_RETRY_COUNT = 86400`, `${word}_SSL = 1`);
  if (coordinates)
    options.push(`${word}_LOG_FILE = '${coordinates.file}'`, `${word}_LOG_POS = ${coordinates.position}`);
  else options.push(flavor === "mysql" ? `${word}_AUTO_POSITION = 1` : "MASTER_USE_GTID = slave_pos");
  if (coordinates && flavor === "mariadb") options.push("MASTER_USE_GTID = no");
  await replica.connection.query(`CHANGE ${renamed ? "REPLICATION SOURCE" : "MASTER"} TO ${options.join(", ")}`);
  await replica.connection.query(flavor === "mysql" && !atLeast(version, 8, 0, 22) ? "START SLAVE" : "START REPLICA");
}

async function startGroup({ nodes, account, signal }: Topology): Promise<void> {
  const [first, ...others] = nodes;
  if (!first || !account) return;
  const start = `START GROUP_REPLICATION USER = '${account.user}', PASSWORD = '${account.password}'`;
  await first.connection.query("SET GLOBAL group_replication_bootstrap_group = ON");
  try {
    await first.connection.query(start);
  } finally {
    await first.connection.query("SET GLOBAL group_replication_bootstrap_group = OFF");
  }
  for (const other of others) {
    signal?.throwIfAborted();
    await other.connection.query(start);
  }
}

/** Writes a row on the source and waits until every other node shows it with its replication threads running; then takes it away again. */
export async function verifyReplication(topology: Topology): Promise<void> {
  const [source, ...replicas] = topology.nodes;
  if (!source || replicas.length === 0 || !topology.account) return;
  const schema = `dr_runbooks_probe_${randomBytes(4).toString("hex")}`;
  await source.connection.query(`CREATE DATABASE ${schema}`);
  await source.connection.query(`CREATE TABLE ${schema}.marker (id INT PRIMARY KEY) ENGINE = InnoDB`);
  await source.connection.query(`INSERT INTO ${schema}.marker VALUES (1)`);
  await Promise.all(
    replicas.map((replica) =>
      until(replica, topology, () => hasRow(replica, schema), "did not apply the first transaction of the source"),
    ),
  );
  await Promise.all(
    replicas.map((replica) => until(replica, topology, () => threadsRun(replica, topology), "does not replicate")),
  );
  if (topology.semiSync)
    await until(
      source,
      topology,
      () => semiSyncOn(source, replicas.length),
      "did not switch semi-synchronous replication on",
    );
  await source.connection.query(`DROP DATABASE ${schema}`);
  await Promise.all(
    replicas.map((replica) =>
      until(
        replica,
        topology,
        async () => !(await hasSchema(replica, schema)),
        "did not apply the last transaction of the source",
      ),
    ),
  );
}

async function until(
  target: OpenNode,
  { signal }: Topology,
  holds: () => Promise<boolean>,
  failure: string,
): Promise<void> {
  const deadline = performance.now() + APPLIED_WITHIN_MS;
  while (!(await holds())) {
    signal?.throwIfAborted();
    if (performance.now() > deadline)
      throw new SandboxError(
        "start-failed",
        `${target.node.name} ${failure} within ${APPLIED_WITHIN_MS / 1000} s${await lastReplicationError(target)}. Its error log is ${target.node.folder}/error.log.`,
      );
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function hasSchema({ connection }: OpenNode, schema: string): Promise<boolean> {
  return (
    (await connection.query(`SELECT 1 FROM information_schema.schemata WHERE schema_name = '${schema}'`)).length > 0
  );
}

async function hasRow({ connection }: OpenNode, schema: string): Promise<boolean> {
  try {
    return (await connection.query(`SELECT id FROM ${schema}.marker WHERE id = 1`)).length === 1;
  } catch (error) {
    const { errno } = error as { errno?: number };
    if (errno === 1049 || errno === 1146) return false; // schema or table not there yet
    throw error;
  }
}

async function threadsRun(replica: OpenNode, topology: Topology): Promise<boolean> {
  if (topology.replication === "group") {
    const [row] = await replica.connection.query(
      "SELECT COUNT(*) AS online FROM performance_schema.replication_group_members WHERE member_state = 'ONLINE'",
    );
    return Number(row?.["online"]) === topology.nodes.length;
  }
  const status = await replicaStatus(replica.connection);
  return status?.receiver === "Yes" && status.applier === "Yes";
}

export interface ReplicaStatus {
  readonly source: string;
  readonly receiver: string;
  readonly applier: string;
  readonly lagSeconds: number | null;
  readonly error: string;
}

/** What the instance says about its (default) replication channel; `undefined` when it follows nobody. */
export async function replicaStatus(connection: AdminConnection): Promise<ReplicaStatus | undefined> {
  const [row] = await connection.query("SHOW REPLICA STATUS").catch(() => connection.query("SHOW SLAVE STATUS"));
  if (!row) return undefined;
  const field = (current: string, old: string) => row[current] ?? row[old];
  const lag = field("Seconds_Behind_Source", "Seconds_Behind_Master");
  return {
    source: `${String(field("Source_Host", "Master_Host"))}:${String(field("Source_Port", "Master_Port"))}`,
    receiver: String(field("Replica_IO_Running", "Slave_IO_Running")),
    applier: String(field("Replica_SQL_Running", "Slave_SQL_Running")),
    lagSeconds: lag === null || lag === undefined ? null : Number(lag),
    error: String(row["Last_IO_Error"] || row["Last_SQL_Error"] || ""),
  };
}

async function semiSyncOn({ connection }: OpenNode, replicas: number): Promise<boolean> {
  const rows = await connection.query(
    "SHOW GLOBAL STATUS WHERE Variable_name RLIKE '^Rpl_semi_sync_(source|master)_(status|clients)$'",
  );
  const values = new Map(rows.map((row) => [String(row["Variable_name"]).replace(/^.*_/, ""), String(row["Value"])]));
  return values.get("status") === "ON" && Number(values.get("clients")) === replicas;
}

async function lastReplicationError(target: OpenNode): Promise<string> {
  const status = await replicaStatus(target.connection).catch(() => undefined);
  return status?.error ? `: ${status.error}` : "";
}
