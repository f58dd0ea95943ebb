import type { Cluster, Inventory } from "../../core/cluster/inventory-types.ts";
import { LineMap } from "../../core/text/line-map.ts";
import { nearest } from "../../core/text/nearest.ts";

/** The inventory as it was found; `text` is needed to say where a problem is. */
export interface FoundInventory {
  readonly path: string;
  readonly text: string;
  readonly inventory: Inventory;
}

export type ClusterChoice =
  | { readonly status: "chosen"; readonly cluster: Cluster }
  | { readonly status: "ask"; readonly clusters: readonly Cluster[] }
  /** No cluster at all: local steps can still run. */
  | { readonly status: "none"; readonly message: string }
  /** A cluster was named and does not exist, or an entry is faulty: nothing runs. */
  | { readonly status: "wrong"; readonly message: string };

/** Which cluster a runbook runs on: the one its front matter names, else the only one, else the person is asked. */
export function chooseCluster(found: FoundInventory | undefined, named: string | undefined): ClusterChoice {
  if (!found) {
    if (named === undefined)
      return { status: "none", message: "There is no cluster inventory (clusters.yaml) in the workspace." };
    return {
      status: "wrong",
      message: `Cluster ${named}, named in the front matter, is not known: there is no cluster inventory (clusters.yaml) in the workspace.`,
    };
  }
  const { clusters, problems } = found.inventory;
  const [first] = problems;
  if (clusters.length === 0) {
    if (first) return { status: "wrong", message: `${place(found, first.span.start)}: ${first.message}` };
    return { status: "none", message: `${found.path} has no clusters.` };
  }
  if (named === undefined && clusters.length > 1) return { status: "ask", clusters };
  const cluster = named === undefined ? clusters[0] : clusters.find(({ name }) => name === named);
  if (!cluster) {
    const names = clusters.map(({ name }) => name);
    const [meant] = nearest(named ?? "", names);
    const help = meant ? ` Did you mean ${meant}?` : ` It has: ${names.join(", ")}.`;
    return { status: "wrong", message: `Cluster ${named}, named in the front matter, is not in ${found.path}.${help}` };
  }
  return checkEntry(found, cluster);
}

/** A faulty entry may send statements to another server than the one that was meant. */
export function checkEntry(found: FoundInventory, cluster: Cluster): ClusterChoice {
  const fault = found.inventory.problems.find(
    ({ span }) => span.end >= cluster.span.start && span.start <= cluster.span.end,
  );
  if (!fault) return { status: "chosen", cluster };
  return {
    status: "wrong",
    message: `The entry of cluster ${cluster.name} is faulty: ${place(found, fault.span.start)}: ${fault.message}`,
  };
}

function place(found: FoundInventory, offset: number): string {
  return `${found.path}:${new LineMap(found.text).positionAt(offset).line + 1}`;
}
