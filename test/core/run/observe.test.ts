import assert from "node:assert/strict";
import { test } from "node:test";
import { type NodeStatus, toRoles } from "../../../core/run/observe.ts";
import type { Session } from "../../../core/run/ports.ts";
import { cluster } from "./memory-ports.ts";

interface Given {
  readonly follows?: string;
  readonly running?: boolean;
  readonly receiving?: boolean;
  readonly readOnly?: boolean;
  readonly groupRole?: "PRIMARY" | "SECONDARY";
}

function status(
  name: string,
  { follows, running = true, receiving = running, readOnly = false, groupRole }: Given,
): NodeStatus {
  const node = cluster.nodes.find((one) => one.name === name);
  assert.ok(node);
  const session = { identity: { serverUuid: `uuid-${name}`, serverId: Number(name.slice(2)) } } as unknown as Session;
  const channel = {
    sourceHost: "10.0.0.9",
    sourcePort: 3306,
    sourceUuid: `uuid-${follows}`,
    sourceId: 0,
    running,
    receiving,
  };
  return { node, session, readOnly, channels: follows ? [channel] : [], ...(groupRole ? { groupRole } : {}) };
}

function roles(nodes: Readonly<Record<string, Given>>): Record<string, string> {
  const seen = toRoles(Object.entries(nodes).map(([name, given]) => status(name, given)));
  return Object.fromEntries(
    seen.map(({ node, role, sourceNode }) => [node, sourceNode ? `${role} of ${sourceNode}` : role]),
  );
}

test("a writable node that others follow is the source", () => {
  assert.deepEqual(roles({ db1: {}, db2: { follows: "db1", readOnly: true } }), {
    db1: "source",
    db2: "replica of db1",
  });
});

test("a fenced source is still the source as long as others follow it", () => {
  assert.equal(roles({ db1: { readOnly: true }, db2: { follows: "db1" } })["db1"], "source");
});

test("a replica whose threads stand still is still a replica", () => {
  assert.equal(roles({ db1: {}, db2: { follows: "db1", running: false, readOnly: true } })["db2"], "replica of db1");
});

test("a replica that was promoted without RESET REPLICA is the source", () => {
  assert.deepEqual(roles({ db1: { follows: "db2" }, db2: { follows: "db1", running: false } }), {
    db1: "replica of db2",
    db2: "source",
  });
});

test("a writable node that stands alone is the source, a read-only one is neither", () => {
  assert.deepEqual(roles({ db1: {}, db2: { readOnly: true } }), { db1: "source", db2: "standalone" });
});

test("a source outside the inventory is named by its address", () => {
  assert.equal(roles({ db2: { follows: "elsewhere", readOnly: true } })["db2"], "replica of 10.0.0.9:3306");
});

test("in a group its own roles count", () => {
  assert.deepEqual(roles({ db1: { groupRole: "PRIMARY" }, db2: { groupRole: "SECONDARY", readOnly: true } }), {
    db1: "source",
    db2: "replica",
  });
});
