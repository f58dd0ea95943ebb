import type { Inventory } from "../../cluster/inventory-types.ts";
import { aboutCluster, aboutNode } from "../about-node.ts";
import type { Hover } from "../features.ts";
import { wordAt } from "../runbook/words.ts";
import { yamlPlaceAt } from "../yaml-place.ts";
import { keysAt } from "./completion.ts";
import { inventoryNames } from "./occurrences.ts";

/** What a key of `clusters.yaml` means, and what a node or cluster is. */
export function hoverInventory(inventory: Inventory, text: string, offset: number): Hover | undefined {
  const named = inventoryNames(inventory, text).find(({ span }) => span.start <= offset && offset < span.end);
  if (named?.kind === "cluster") return { markdown: aboutCluster(named.cluster), span: named.span };
  const node = named?.cluster.nodes.find(({ name }) => name === named.name);
  if (named && node) return { markdown: aboutNode(node), span: named.span };
  const word = wordAt(text, offset, /[\w-]/);
  if (!word || text[word.span.end] !== ":") return undefined;
  const place = yamlPlaceAt(text, word.span.end);
  const keys = place?.part === "key" ? keysAt(place.path) : undefined;
  const fact = keys && Object.hasOwn(keys, word.text) ? keys[word.text] : undefined;
  return fact && { markdown: `**${word.text}**: ${fact.meaning}`, span: word.span };
}
