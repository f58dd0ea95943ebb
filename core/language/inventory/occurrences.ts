import type { Cluster, ClusterNode, Inventory } from "../../cluster/inventory-types.ts";
import { type Span, spanOf } from "../../text/span.ts";

/** Where an inventory names a cluster or a node: its key, without quotes. */
export interface InventoryName {
  readonly kind: "cluster" | "node";
  readonly name: string;
  /** The cluster of a node, or itself. */
  readonly cluster: Cluster;
  readonly span: Span;
}

export function inventoryNames(inventory: Inventory, text: string): readonly InventoryName[] {
  return inventory.clusters.flatMap((cluster) => [
    { kind: "cluster" as const, name: cluster.name, cluster, span: keySpan(cluster, text) },
    ...cluster.nodes.map((node) => ({ kind: "node" as const, name: node.name, cluster, span: keySpan(node, text) })),
  ]);
}

function keySpan({ name, span }: Cluster | ClusterNode, text: string): Span {
  const start = span.start + (/["']/.test(text[span.start] ?? "") ? 1 : 0);
  return spanOf(start, start + name.length);
}
