import assert from "node:assert/strict";
import { test } from "node:test";
import type { Cluster, ClusterNode } from "../../../core/cluster/inventory-types.ts";
import { diagnose } from "../../../core/language/diagnose.ts";
import type { NodeFile } from "../../../core/lint/nodes/topology.ts";
import { parseVersion } from "../../../core/mysql/flavor.ts";
import { renderOptionFile } from "../../../core/node/sandbox/option-file.ts";
import type { Replication } from "../../../core/node/sandbox/types.ts";
import { parseOptionFile } from "../../../core/option-file/parse.ts";

const SERVERS = [
  "mysql-5.7.42",
  "mysql-8.0.46",
  "mysql-8.4.10",
  "mysql-9.7.4",
  "mariadb-10.6.23",
  "mariadb-10.11.18",
  "mariadb-11.8.9",
];

function findingsOf(server: string, replication: Replication, semiSync: boolean): readonly string[] {
  const [flavor, text = ""] = server.split("-");
  const version = parseVersion(text, flavor === "mariadb" ? "mariadb" : "mysql");
  assert.ok(version);
  const span = { start: 0, end: 0 };
  const nodes = ["db1", "db2", "db3"].map(
    (name, index): ClusterNode => ({
      name,
      host: "127.0.0.1",
      port: 3310 + index,
      role: index === 0 ? "source" : "replica",
      config: `${name}/my.cnf`,
      span,
    }),
  );
  const { major, minor } = version;
  const cluster: Cluster = {
    name: "sandbox",
    flavor: version.flavor,
    version: `${major}.${minor}`,
    production: false,
    sandbox: "sandbox",
    nodes,
    span,
  };
  const files = new Map(
    nodes.map(({ name, port, role }, index): [string, NodeFile] => {
      const rendered = renderOptionFile({
        build: {
          flavor: version.flavor,
          version,
          versionText: text,
          binary: "",
          origin: "cache",
          layout: {},
          programs: "",
        },
        replication,
        semiSync,
        serverId: index + 1,
        intendedSource: role === "source",
        port,
        socket: `/home/me/sandboxes/${name}/s`,
        folder: `/home/me/sandboxes/${name}`,
        groupName: "11111111-2222-3333-4444-555555555555",
        groupPorts: [3310, 3311, 3312],
      });
      return [name, { path: `${name}/my.cnf`, file: parseOptionFile(rendered) }];
    }),
  );
  return nodes.flatMap((node) => {
    const own = files.get(node.name);
    assert.ok(own);
    return diagnose({ kind: "option-file", file: own.file }, { cluster, node, nodes: files, mode: 0o600 }).map(
      ({ code, message }) => `${node.name} ${code} ${message}`,
    );
  });
}

for (const server of SERVERS) {
  test(`the option files of a sandbox of ${server} have no finding`, () => {
    assert.deepEqual(findingsOf(server, "gtid", false), []);
    assert.deepEqual(findingsOf(server, "gtid", true), []);
    if (server === "mysql-9.7.4") assert.deepEqual(findingsOf(server, "group", false), []);
  });
}
