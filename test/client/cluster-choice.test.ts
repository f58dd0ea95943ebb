import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseCluster, type FoundInventory } from "../../client/notebook/cluster-choice.ts";
import { parseInventory } from "../../core/cluster/inventory.ts";

const found = (text: string): FoundInventory => ({ path: "clusters.yaml", text, inventory: parseInventory(text) });
const orders = "orders:\n  nodes:\n    db1: { host: a, role: source }\n";
const stock = "stock:\n  nodes:\n    db1: { host: b, role: source }\n";

function nameOf(text: string | undefined, named?: string): string {
  const choice = chooseCluster(text === undefined ? undefined : found(text), named);
  if (choice.status === "chosen") return choice.cluster.name;
  return choice.status === "ask"
    ? `ask: ${choice.clusters.map(({ name }) => name).join(" ")}`
    : `${choice.status}: ${choice.message}`;
}

test("the only cluster is chosen without a question", () => assert.equal(nameOf(orders), "orders"));
test("the front matter chooses among several", () => assert.equal(nameOf(orders + stock, "stock"), "stock"));
test("several clusters are asked about when nothing names one", () =>
  assert.equal(nameOf(orders + stock), "ask: orders stock"));
test("a name that is not in the inventory is never replaced by the only cluster", () =>
  assert.match(nameOf(orders, "order"), /^wrong: .*Did you mean orders\?/));
test("a missing inventory is wrong only when a cluster is named", () => {
  assert.match(nameOf(undefined), /^none:/);
  assert.match(nameOf(undefined, "orders"), /^wrong:/);
});
test("a faulty entry is not run against", () =>
  assert.match(nameOf("orders:\n  nodes:\n    db1: { host: a, port: 99999999 }\n"), /^wrong: .*clusters\.yaml:3/));
test("an inventory that is not YAML is wrong, not empty", () => assert.match(nameOf("orders: [\n"), /^wrong:/));
