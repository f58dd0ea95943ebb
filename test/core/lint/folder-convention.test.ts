import assert from "node:assert/strict";
import { test } from "node:test";
import { parseInventory } from "../../../core/cluster/inventory.ts";
import { likelyFlavor, likelyInventory } from "../../../core/cluster/likely-inventory.ts";
import { likelyNodes } from "../../../core/lint/nodes/folder-convention.ts";
import { lintNodes } from "../../../core/lint/nodes/lint-nodes.ts";
import { parseOptionFile } from "../../../core/option-file/parse.ts";

const SERVER = "[mysqld]\nserver_id = 1\nlog_bin = binlog\n";

function groupsOf(files: readonly string[] | Readonly<Record<string, string>>) {
  const texts = Array.isArray(files) ? Object.fromEntries(files.map((path) => [path, SERVER])) : files;
  return likelyNodes(
    Object.entries(texts as Record<string, string>).map(([path, text]) => ({ path, file: parseOptionFile(text) })),
  );
}

function described(files: readonly string[] | Readonly<Record<string, string>>): readonly string[] {
  return groupsOf(files).map((group) => group.map(({ name, role }) => `${name}:${role ?? "?"}`).join(" "));
}

const LAYOUTS: readonly (readonly [files: readonly string[], ...groups: readonly string[]])[] = [
  [["db1/my.cnf", "db2/my.cnf"], "db1:? db2:?"],
  [["master/my.cnf", "slave/my.cnf"], "master:source slave:replica"],
  [["a/master/my.cnf", "a/slave01/my.cnf", "a/slave02/my.cnf"], "master:source slave01:replica slave02:replica"],
  [["primary/my.cnf", "replica/my.cnf"], "primary:source replica1:replica"],
  [["mysql-master/config/my.cnf", "mysql-slave/config/my.cnf"], "mysql-master:source mysql-slave:replica"],
  [["node-1/mysqld.cnf", "node-2/mysqld.cnf", "node-3/mysqld.cnf"], "node-1:? node-2:? node-3:?"],
  [["my-master.cnf", "my-slave1.cnf"], "my-master:source my-slave1:replica"],
  [["etc/50-server-a.cnf", "etc/50-server-b.cnf"], "50-server-a:? 50-server-b:?"],
  [["master/my.cnf", "slave/my-slave1.cnf", "slave/my-slave2.cnf"], "my:source my-slave1:replica my-slave2:replica"],
  [["prod/server-1/mysql/my-config-1.cnf", "prod/server-2/mysql/my-config-2.cnf"], "server-1:? server-2:?"],
  [["my.cnf", "my-slave.cnf"], "my-slave:replica my:source"],
  [["db1/conf.d/server.cnf", "db2/conf.d/server.cnf"], "db1:? db2:?"],
  [["v2/mysqld-primary.cnf", "v2/mysqld-replica.cnf"], "mysqld-primary:source mysqld-replica:replica"],
  [["c1/n1/my.cnf", "c1/n2/my.cnf", "c2/n1/my.cnf", "c2/n2/my.cnf"], "n1:? n2:?", "n1:? n2:?"],
  [
    ["x/master.cnf", "x/slave.cnf", "master.cnf", "slave.cnf"],
    "master:source slave:replica",
    "master:source slave:replica",
  ],
  [["master-1/my.cnf", "master-2/my.cnf", "slave/my.cnf"], "master-1:? master-2:? slave:replica"],
];

for (const [files, ...groups] of LAYOUTS) {
  test(`takes ${files.join(", ")} for nodes`, () => assert.deepEqual(described(files), groups));
}

const OTHERS: readonly (readonly string[])[] = [
  ["mysql/conf.d/50-server.cnf", "mysql/conf.d/60-galera.cnf"],
  ["mysql/conf.d/server-1.cnf", "mysql/conf.d/server-2.cnf"],
  ["db1/conf.d/server-1.cnf", "db1/conf.d/server-2.cnf"],
  ["db1/conf.d/server-1.cnf", "db1/conf.d/server-2.cnf", "db2/conf.d/server-1.cnf"],
  ["mysql/my.cnf", "mysql/mysql.conf.d/mysqld.cnf"],
  ["dev/my.cnf", "prod/my.cnf"],
  ["mysql57/my.cnf", "mysql80/my.cnf"],
  ["mysql-5.7/my.cnf", "mysql-8.0/my.cnf"],
  ["mysql8.cnf", "mysql.cnf"],
  ["my.cnf", "my-2.cnf"],
  ["my.cnf", "my.ini"],
  ["v1/my.cnf", "v2/my.cnf"],
  ["lab1/my.cnf", "lab2/my.cnf"],
  ["shard-1/my.cnf", "shard-2/my.cnf"],
  ["db1/my.cnf", "db2/mysqld.cnf"],
  ["db1/my.cnf"],
  [],
];

for (const files of OTHERS) {
  test(`does not take ${files.join(", ") || "nothing"} for nodes`, () => assert.deepEqual(described(files), []));
}

test("takes no file without a server that replicates for a node", () => {
  for (const text of [
    "[client]\nserver_id = 1\n",
    "[mysqld]\nport = 3306\n",
    "server_id = 1\n",
    "",
    "[php]\nlog_bin = 1\n",
  ])
    assert.deepEqual(described({ "db1/my.cnf": SERVER, "db2/my.cnf": text }), [], text);
  for (const text of [
    "[mariadb]\nwsrep_on = ON\n",
    "[server]\nrelay-log=r\n",
    "[mysqld]\nloose-group_replication_group_name=x\n",
  ])
    assert.equal(groupsOf({ "db1/my.cnf": SERVER, "db2/my.cnf": text }).length, 1, text);
});

test("guesses roles from read_only where names say nothing", () => {
  const replica = `${SERVER}super-read-only\n`;
  assert.deepEqual(described({ "db1/my.cnf": SERVER, "db2/my.cnf": replica }), ["db1:source db2:replica"]);
  assert.deepEqual(described({ "db1/my.cnf": SERVER, "db2/my.cnf": SERVER, "db3/my.cnf": replica }), [
    "db1:? db2:? db3:replica",
  ]);
  const galera = "[mysqld]\nwsrep_on = ON\n";
  assert.deepEqual(described({ "db1/my.cnf": galera, "db2/my.cnf": `${galera}read_only = 1\n` }), [
    "db1:? db2:replica",
  ]);
});

test("writes an inventory that invents no address, and whose check says so", () => {
  const groups = groupsOf({
    "/w/shop/db1/my.cnf": `${SERVER}report-host = db1.example\nport = 3307\n`,
    "/w/shop/db2/my.cnf": `${SERVER}bind-address = 0.0.0.0\nread_only = ON\n`,
  });
  const text = likelyInventory(groups, { folder: "/w" });
  const { clusters, problems } = parseInventory(text);
  assert.deepEqual(
    problems.map(({ code, message }) => [code, message]),
    [["missing-host", 'Node "db2" has no host. Add "host" or "socket".']],
  );
  const [cluster] = clusters;
  assert.equal(cluster?.name, "shop");
  assert.deepEqual(
    cluster.nodes.map(({ name, host, port, role, config }) => ({ name, host, port, role, config })),
    [
      { name: "db1", host: "db1.example", port: 3307, role: "source", config: "shop/db1/my.cnf" },
      { name: "db2", host: "", port: 3306, role: "replica", config: "shop/db2/my.cnf" },
    ],
  );
  const files = new Map(groups.flat().map(({ name, path, file }) => [name, { path, file }]));
  const found = [...lintNodes(cluster, files).values()].flat().map(({ code }) => code);
  assert.ok(found.includes("CNF120"), found.join());
});

test("writes names and paths that YAML would read otherwise in quotes, and each cluster once", () => {
  const groups = groupsOf([
    "a b/1: x/master/my.cnf",
    "a b/1: x/slave/my.cnf",
    "c/1: x/master/my.cnf",
    "c/1: x/slave/my.cnf",
  ]);
  const { clusters, problems } = parseInventory(likelyInventory(groups, { folder: "", flavor: "mariadb" }));
  assert.ok(
    problems.every(({ code }) => code === "missing-host"),
    JSON.stringify(problems),
  );
  assert.deepEqual(
    clusters.map(({ name, flavor, nodes }) => [name, flavor, nodes[0]?.config]),
    [
      ["1_x", "mariadb", "a b/1: x/master/my.cnf"],
      ["1_x2", "mariadb", "c/1: x/master/my.cnf"],
    ],
  );
});

test("tells the flavor from groups and settings that only one has, and else leaves it open", () => {
  const flavor = (text: string) => likelyFlavor(groupsOf({ "db1/my.cnf": SERVER + text, "db2/my.cnf": SERVER }).flat());
  assert.equal(flavor("gtid_mode = ON\n"), "mysql");
  assert.equal(flavor("gtid_domain_id = 1\n"), "mariadb");
  assert.equal(flavor("[mariadb]\n"), "mariadb");
  assert.equal(flavor(""), undefined);
});
