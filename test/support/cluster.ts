import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { type AdminConnection, connectAdmin } from "../../core/node/sandbox/admin-connection.ts";
import { nodeProcess, startNode, stopNode } from "../../core/node/sandbox/restart-node.ts";
import { startSandbox } from "../../core/node/sandbox/start-sandbox.ts";
import type { SandboxNode, SandboxOptions, SandboxUp } from "../../core/node/sandbox/types.ts";

export type ClusterOptions = Pick<SandboxOptions, "name" | "flavor" | "server" | "nodes" | "replication" | "semiSync">;

/** Real servers in a temporary folder, gone when the test process ends, however it ends. */
export interface TestCluster {
  readonly sandbox: SandboxUp;
  /** Holds clusters.yaml; for files of the test as well. */
  readonly workspace: string;
  node(name: string): SandboxNode;
  /** Rows of the first result, over a connection per node that is kept open. */
  query(name: string, statement: string): Promise<Record<string, unknown>[]>;
  /** SIGKILL to the node's own process; resolves when it is gone. */
  kill(name: string): Promise<void>;
  /** Clean shutdown. */
  stop(name: string): Promise<void>;
  /** Read-only and following nobody, as its option file says. */
  start(name: string): Promise<void>;
  isRunning(name: string): boolean;
  close(): Promise<void>;
}

export async function openCluster(options: ClusterOptions = {}): Promise<TestCluster> {
  const workspace = await mkdtemp(join(tmpdir(), "drr-"));
  const sandbox = await startSandbox({
    ...options,
    workspace,
    state: join(workspace, ".state"),
    parent: "watch",
  }).catch(async (error: unknown) => {
    await rm(workspace, { recursive: true, force: true });
    throw error;
  });
  const connections = new Map<string, AdminConnection>();
  const forget = async (name: string) => {
    const connection = connections.get(name);
    connections.delete(name);
    await connection?.close();
  };
  const node = (name: string) => {
    const found = sandbox.nodes.find((candidate) => candidate.name === name);
    if (!found) throw new Error(`The cluster has no node ${name}.`);
    return found;
  };
  return {
    sandbox,
    workspace,
    node,
    async query(name, statement) {
      const connection = connections.get(name) ?? (await connectAdmin(node(name), sandbox.admin));
      connections.set(name, connection);
      return connection.query(statement);
    },
    async kill(name) {
      await forget(name);
      await stopNode(sandbox, name, 0);
    },
    async stop(name) {
      await forget(name);
      await stopNode(sandbox, name);
    },
    start: (name) => startNode(sandbox, name),
    isRunning: (name) => nodeProcess(sandbox, name) !== undefined,
    async close() {
      await Promise.all([...connections.keys()].map(forget));
      await sandbox.stop(0);
      await rm(workspace, { recursive: true, force: true });
    },
  };
}

export async function withCluster(
  options: ClusterOptions,
  body: (cluster: TestCluster) => Promise<void>,
): Promise<void> {
  const cluster = await openCluster(options);
  try {
    await body(cluster);
  } finally {
    await cluster.close();
  }
}

/** One cluster for all tests of a file: call at the top level, use the result inside tests. */
export function sharedCluster(options: ClusterOptions = {}): () => TestCluster {
  let cluster: TestCluster | undefined;
  before(async () => {
    cluster = await openCluster(options);
  });
  after(() => cluster?.close());
  return () => {
    if (!cluster) throw new Error("The shared cluster is open only inside tests.");
    return cluster;
  };
}
