import type { Cluster, ClusterNode } from "../cluster/inventory-types.ts";
import { startDeadline } from "./deadline.ts";
import type { ObservedNode } from "./events.ts";
import { type GtidSet, readGtidSet } from "./gtid.ts";
import { type NodeStatus, readReadOnly, readStatus, toRoles } from "./observe.ts";
import type { Clock } from "./ports.ts";
import type { SessionPool } from "./session-pool.ts";

/** Milliseconds for a node to say what it is, once the run is open. */
const answerMs = 5000;
/** For its GTIDs, which nothing depends on. */
const gtidMs = 2000;

/** The live roles of a cluster, read over sessions of their own: what a runbook does to its session must not change what is seen, nor the other way round. */
export class Topology {
  readonly #cluster: Cluster;
  readonly #pool: SessionPool;
  readonly #clock: Clock;
  #nodes: readonly ObservedNode[] = [];
  /** The last role that each node was seen in. */
  readonly #lastRoles = new Map<string, "source" | "replica">();

  constructor(cluster: Cluster, pool: SessionPool, clock: Clock) {
    this.#cluster = cluster;
    this.#pool = pool;
    this.#clock = clock;
  }

  get nodes(): readonly ObservedNode[] {
    return this.#nodes;
  }

  /** The cluster with the roles that its nodes were last seen in: what an unreachable node counts as. */
  get lastKnown(): Cluster {
    return {
      ...this.#cluster,
      nodes: this.#cluster.nodes.map((node) => {
        const role = this.#lastRoles.get(node.name);
        return role === undefined ? node : { ...node, role };
      }),
    };
  }

  /** Asks all nodes at once. Returns whether anything is different from the last time. */
  async observe(signal: AbortSignal, withinMs = answerMs): Promise<boolean> {
    const deadline = startDeadline(this.#clock, withinMs, signal);
    const statuses = await Promise.all(this.#cluster.nodes.map((node) => this.#status(node, deadline.signal)));
    deadline.dispose();
    const before = fingerprint(this.#nodes);
    this.#nodes = toRoles(statuses);
    for (const { node, role } of this.#nodes)
      if (role === "source" || role === "replica") this.#lastRoles.set(node, role);
    return fingerprint(this.#nodes) !== before;
  }

  /** Which of these nodes refused writes when all were asked last. */
  readOnlyAsSeen(nodes: readonly ClusterNode[]): ReadonlyMap<string, boolean> {
    const names = new Set(nodes.map(({ name }) => name));
    return new Map(
      this.#nodes.flatMap(({ node, identity }) =>
        identity && names.has(node) ? [[node, identity.readOnly] as const] : [],
      ),
    );
  }

  /** Which of these nodes refuse writes now; a node that does not answer in time is left out. */
  async readOnly(nodes: readonly ClusterNode[], signal: AbortSignal): Promise<ReadonlyMap<string, boolean>> {
    const deadline = startDeadline(this.#clock, answerMs, signal);
    const answers = await Promise.all(
      nodes.map(async (node) => {
        const opened = await this.#pool.get(node, deadline.signal);
        if (opened.status === "refused") return [];
        const readOnly = await readReadOnly(opened.session, deadline.signal);
        return typeof readOnly === "boolean" ? [[node.name, readOnly] as const] : [];
      }),
    );
    deadline.dispose();
    return new Map(answers.flat());
  }

  /** What these nodes have executed, by name; one that does not answer in time, or has no session here, is left out. */
  async gtidSets(
    nodes: readonly ClusterNode[],
    sha256: (text: string) => string,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, GtidSet>> {
    const deadline = startDeadline(this.#clock, gtidMs, signal);
    const answers = await Promise.all(
      nodes.map(async ({ name }) => {
        const session = this.#pool.current(name);
        const set = session?.open ? await readGtidSet(session, sha256, deadline.signal) : undefined;
        return set === undefined ? [] : [[name, set] as const];
      }),
    );
    deadline.dispose();
    return new Map(answers.flat());
  }

  async #status(node: ClusterNode, signal: AbortSignal): Promise<NodeStatus | { node: ClusterNode; message: string }> {
    const opened = await this.#pool.get(node, signal);
    if (opened.status === "refused") return { node, message: opened.message };
    const status = await readStatus(node, opened.session, signal);
    return typeof status === "string" ? { node, message: status } : status;
  }
}

function fingerprint(nodes: readonly ObservedNode[]): string {
  return JSON.stringify(
    nodes.map(({ node, role, sourceNode, identity }) => [
      node,
      role,
      sourceNode,
      identity?.serverUuid,
      identity?.readOnly,
    ]),
  );
}
