import type { Cluster, ClusterNode } from "../cluster/inventory-types.ts";
import type { Step } from "../runbook/types.ts";
import type { ObservedNode } from "./events.ts";
import type { RefusalCode } from "./outcome.ts";
import type { Scope } from "./scope.ts";

export type Targets =
  | { readonly status: "nodes"; readonly nodes: readonly ClusterNode[] }
  | { readonly status: "local" }
  /** `message` says what is wrong, then what to do. */
  | { readonly status: "none"; readonly code: RefusalCode; readonly message: string };

const roleWords = new Set(["source", "replica", "replicas", "all"]);

const defaultTargets = { sql: "source", ini: "source", failover: "all", shell: "local", manual: "local" } as const;

/** Where the step is to run, as written or by default: SQL on the source, a failover action on the whole cluster. */
export function writtenTarget(step: Step): string {
  return step.attributes.on?.value ?? defaultTargets[step.kind];
}

/** Whether the roles have to be read from the servers first. */
export function needsRoles(step: Step): boolean {
  return roleWords.has(writtenTarget(step));
}

/** `observed`: the live roles, or for a plan the intended ones. An unreachable node counts by the role that it had last. */
export function resolveTargets(
  step: Step,
  scope: Scope,
  cluster: Cluster | undefined,
  observed: readonly ObservedNode[],
): Targets {
  const written = writtenTarget(step);
  if (written === "local") return { status: "local" };
  if (cluster === undefined) {
    return none(
      `It runs on ${written}, and no cluster is chosen. Name one in the front matter (cluster:) or on the command line.`,
    );
  }
  const variable = /^\$\{\s*(\w+)(?:\.name)?\s*\}$/.exec(written)?.[1];
  if (variable !== undefined) {
    const name = scope.valueOf({ name: variable });
    if (name === undefined)
      return {
        status: "none",
        code: "undefined-variable",
        message: `\${${variable}} has no value. Give one as an input.`,
      };
    return byName(String(name), cluster);
  }
  if (!roleWords.has(written)) return byName(written, cluster);
  const withRole = (role: "source" | "replica") => cluster.nodes.filter((node) => roleOf(node, observed) === role);
  switch (written) {
    case "source":
      return exactlyOne(withRole("source"), "source", cluster);
    case "replica": {
      // Any one replica does, so one that answers does.
      const replicas = withRole("replica");
      const live = replicas.find((node) => observed.some((one) => one.node === node.name && one.role === "replica"));
      return live === undefined
        ? none(`No replica of the cluster ${cluster.name} answers. Look at its nodes.`)
        : { status: "nodes", nodes: [live] };
    }
    case "replicas": {
      const replicas = withRole("replica");
      const doubt = missingReplica(cluster, observed);
      if (doubt !== undefined) return none(doubt);
      return replicas.length === 0
        ? none(`The cluster ${cluster.name} has no replica.`)
        : { status: "nodes", nodes: replicas };
    }
    default:
      return cluster.nodes.length === 0
        ? none(`The cluster ${cluster.name} has no nodes.`)
        : { status: "nodes", nodes: cluster.nodes };
  }
}

function roleOf(node: ClusterNode, observed: readonly ObservedNode[]): string | undefined {
  const seen = observed.find((one) => one.node === node.name);
  return seen === undefined || seen.role === "unreachable" ? node.role : seen.role;
}

/** All replicas are meant: one that may be missing among them is no reason to go on with the rest. */
function missingReplica(cluster: Cluster, observed: readonly ObservedNode[]): string | undefined {
  for (const { name, role } of cluster.nodes) {
    const seen = observed.find((one) => one.node === name);
    if (seen?.role === "standalone" && role === "replica")
      return `${name} is to be a replica and replicates from nobody, so these are not all replicas. Make it one again, name the nodes with on=, or take it out of the inventory.`;
    if (seen?.role === "unreachable" && role === undefined)
      return `${name} can't be reached, and the inventory does not say whether it is a replica. Give it a role: there, or name the nodes with on=.`;
  }
  return undefined;
}

function byName(name: string, cluster: Cluster): Targets {
  const node = cluster.nodes.find((one) => one.name === name);
  if (node !== undefined) return { status: "nodes", nodes: [node] };
  return none(
    `The cluster ${cluster.name} has no node ${name}. It has ${cluster.nodes.map((one) => one.name).join(", ")}.`,
  );
}

function exactlyOne(nodes: readonly ClusterNode[], role: string, cluster: Cluster): Targets {
  if (nodes.length === 1) return { status: "nodes", nodes };
  if (nodes.length === 0)
    return none(
      `No node of the cluster ${cluster.name} is the ${role}. Name a node with on=, or look at the replication.`,
    );
  return none(
    `${nodes.map((node) => node.name).join(" and ")} both look like the ${role}. Name the right one with on=, and find out why there are two.`,
  );
}

function none(message: string): Targets {
  return { status: "none", code: "no-target", message };
}
