import assert from "node:assert/strict";
import { test } from "node:test";
import type { Cluster } from "../../../core/cluster/inventory-types.ts";
import { cluster, done, world } from "./memory-ports.ts";

const text = "```sql {name=a on=replicas}\n-- @expect n == 1\nSELECT 1 AS n;\n```\n";

const roleless: Cluster = {
  ...cluster,
  nodes: cluster.nodes.map(({ role, ...node }) =>
    node.name === "db3" ? node : { ...node, ...(role ? { role } : {}) },
  ),
};

test("on=replicas is refused when a node that is to be a replica follows nobody", async () => {
  const w = world();
  w.nodes.db3.follows = undefined;
  const result = await w.run(text);
  assert.match(result.message ?? "", /^a: db3 is to be a replica and replicates from nobody/);
  assert.deepEqual([w.nodes.db2.asked, w.nodes.db3.asked], [[], []]);
});

test("on=replicas is refused when a node of no known role can't be reached", async () => {
  const w = world();
  w.nodes.db3.reachable = false;
  const result = await w.run(text, { cluster: roleless });
  assert.match(
    result.message ?? "",
    /^a: db3 can't be reached, and the inventory does not say whether it is a replica/,
  );
  assert.deepEqual(w.nodes.db2.asked, []);
});

test("a replica that was reset within the run is missed as well", async () => {
  const w = world();
  const { db3 } = w.nodes;
  db3.answer = (statement) => {
    if (statement !== "RESET REPLICA ALL") return undefined;
    db3.follows = undefined;
    return done;
  };
  const reset = "```sql {name=reset on=db3 risk=changes}\nRESET REPLICA ALL;\n```\n\n";
  const result = await w.run(reset + text, { cluster: roleless });
  assert.match(result.message ?? "", /^a: db3 is to be a replica/);
});

test("on=replicas leaves out a replica that was promoted: it takes writes", async () => {
  const w = world();
  const { db1, db2, db3 } = w.nodes;
  Object.assign(db3, { follows: undefined, readOnly: false });
  Object.assign(db1, { follows: db3, readOnly: true });
  db2.follows = db3;
  await w.run(text.replace("-- @expect n == 1\n", ""));
  assert.deepEqual([db1.asked, db2.asked, db3.asked], [["SELECT 1 AS n"], ["SELECT 1 AS n"], []]);
});
