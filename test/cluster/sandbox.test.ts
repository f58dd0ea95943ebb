import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import test from "node:test";
import { parseInventory } from "../../core/cluster/inventory.ts";
import { lintOptionFile } from "../../core/lint/lint-option-file.ts";
import { atLeast, type Flavor, parseVersion } from "../../core/mysql/flavor.ts";
import type { ServerBuild } from "../../core/node/instances/server-build.ts";
import { connectAdmin } from "../../core/node/sandbox/admin-connection.ts";
import { renderOptionFile } from "../../core/node/sandbox/option-file.ts";
import { PortTaken } from "../../core/node/sandbox/start-node.ts";
import { sandboxStatus } from "../../core/node/sandbox/status.ts";
import { REPLICATIONS } from "../../core/node/sandbox/types.ts";
import { parseOptionFile } from "../../core/option-file/parse.ts";
import { openCluster, type TestCluster, withCluster } from "../support/cluster.ts";

const FLAVORS: readonly Flavor[] = ["mysql", "mariadb"];

for (const flavor of FLAVORS) {
  test(`three ${flavor} servers replicate by GTID, and their entry in clusters.yaml leads to them`, () =>
    withCluster({ flavor }, async (cluster) => {
      const { sandbox } = cluster;
      await replicates(cluster);
      assert.equal(await readOnly(cluster, "db1"), false);
      assert.equal(await readOnly(cluster, "db2"), true);
      const [own] = await cluster.query(
        "db2",
        flavor === "mysql" ? "SELECT @@GLOBAL.super_read_only AS mode" : "SELECT @@GLOBAL.gtid_strict_mode AS mode",
      );
      assert.equal(String(own?.["mode"]), "1");

      const { clusters, problems } = parseInventory(readFileSync(sandbox.inventory, "utf8"));
      assert.deepEqual(problems, []);
      const [entry] = clusters;
      assert.equal(entry?.sandbox, "sandbox");
      assert.equal(entry?.flavor, flavor);
      assert.equal(entry?.production, false);
      assert.deepEqual(
        entry?.nodes.map(({ name, port, role }) => ({ name, port, role })),
        sandbox.nodes.map(({ name, port, role }) => ({ name, port, role })),
      );

      const [status] = await sandboxStatus({ state: join(cluster.workspace, ".state") });
      assert.equal(status?.phase, "up");
      assert.deepEqual(
        status?.nodes.map((node) => node.status),
        ["running", "running", "running"],
      );
      assert.equal(status?.nodes[0]?.replica, undefined);
      assert.equal(status?.nodes[1]?.replica?.receiver, "Yes");
      await cluster.kill("db3");
      const [later] = await sandboxStatus({ state: join(cluster.workspace, ".state") });
      assert.deepEqual(
        later?.nodes.map((node) => node.status),
        ["running", "running", "stopped"],
      );
    }));

  test(`${flavor} servers listen on 127.0.0.1 alone, passwords are random and no file shows them to others`, () =>
    withCluster({ flavor, nodes: 2 }, async (cluster) => {
      const { sandbox } = cluster;
      for (const node of sandbox.nodes) {
        assert.deepEqual(listeners(node.process?.pid ?? 0), [`127.0.0.1:${node.port}`]);
        assert.equal(
          readdirSync(node.folder).includes("init.sql"),
          false,
          "the statements with the passwords are left behind",
        );
      }
      const passwords = [sandbox.admin.password, sandbox.replicationAccount?.password ?? ""];
      assert.equal(new Set(passwords).size, 2);
      for (const password of passwords) assert.match(password, /^[\w-]{24}$/);
      for (const path of filesBelow(sandbox.folder)) {
        assert.equal(statSync(path).mode & 0o007, 0, `${path} is open to others`);
        if (passwords.some((password) => readFileSync(path).includes(password)) && !path.includes("/data/")) {
          assert.match(path, /\/(dba|repl)\.cnf$/);
          assert.equal(statSync(path).mode & 0o777, 0o600);
        }
      }
      assert.equal(statSync(sandbox.folder).mode & 0o777, 0o700);
      const file = join(cluster.workspace, "no-password.cnf");
      writeFileSync(file, "[client]\n");
      for (const node of sandbox.nodes)
        await assert.rejects(connectAdmin(node, { user: "root", file }), /denied|refused|not allowed/i);
    }));

  test(`${flavor} replicas follow by file and position`, () =>
    withCluster({ flavor, replication: "position", nodes: 2 }, async (cluster) => {
      await replicates(cluster);
      const [row] = await cluster.query("db2", "SHOW REPLICA STATUS");
      if (flavor === "mysql") assert.equal(String(row?.["Auto_Position"]), "0");
      else assert.equal(row?.["Using_Gtid"], "No");
    }));

  test(`a commit on ${flavor} with semi-synchronous replication waits for a replica`, () =>
    withCluster({ flavor, semiSync: true, nodes: 2 }, async (cluster) => {
      await replicates(cluster);
      const [row] = await cluster.query(
        "db1",
        "SHOW GLOBAL STATUS WHERE Variable_name RLIKE '^Rpl_semi_sync_(source|master)_yes_tx$'",
      );
      assert.ok(Number(row?.["Value"]) > 0, "no commit was acknowledged");
    }));

  test(`${flavor} instances without replication follow nobody`, () =>
    withCluster({ flavor, replication: "none", nodes: 2 }, async (cluster) => {
      assert.deepEqual(await cluster.query("db2", "SHOW REPLICA STATUS"), []);
      assert.equal(cluster.sandbox.replicationAccount, undefined);
      const accounts = await cluster.query(
        "db2",
        "SELECT DISTINCT User AS name FROM mysql.user WHERE User NOT LIKE 'mysql%' AND User NOT LIKE 'mariadb%' ORDER BY 1",
      );
      assert.deepEqual(
        accounts.map((row) => row["name"]),
        ["dba", "root"],
      );
    }));
}

test("a port that something else took in between is noticed at once, even when that never answers", async () => {
  for (const flavor of FLAVORS) {
    await withCluster({ flavor, nodes: 1 }, async (cluster) => {
      await cluster.kill("db1");
      const occupant = createServer(() => {}).listen(cluster.node("db1").port, "127.0.0.1");
      await once(occupant, "listening");
      try {
        const started = performance.now();
        await assert.rejects(cluster.start("db1"), PortTaken);
        assert.ok(performance.now() - started < 30_000);
        assert.equal(cluster.isRunning("db1"), false);
      } finally {
        occupant.close();
      }
    });
  }
});

test("three MySQL servers form a group with db1 as its primary", () =>
  withCluster({ replication: "group" }, async (cluster) => {
    await replicates(cluster);
    const members = await cluster.query(
      "db3",
      "SELECT member_port AS port, member_role AS role, member_state AS state FROM performance_schema.replication_group_members",
    );
    assert.deepEqual(
      members.map((member) => member["state"]),
      ["ONLINE", "ONLINE", "ONLINE"],
    );
    const primary = members.find((member) => member["role"] === "PRIMARY");
    assert.equal(Number(primary?.["port"]), cluster.node("db1").port);
    for (const node of cluster.sandbox.nodes)
      assert.deepEqual(listeners(node.process?.pid ?? 0), [`127.0.0.1:${node.port}`]);
  }));

test("the linter has nothing to say about the option files of any version", () => {
  const versions = [
    "5.7.42",
    "8.0.20",
    "8.0.46",
    "8.4.13",
    "9.7.4",
    "10.6.20-MariaDB",
    "10.11.18-MariaDB",
    "11.8.9-MariaDB",
  ];
  for (const versionText of versions) {
    const version = parseVersion(versionText) ?? assert.fail(versionText);
    const build: ServerBuild = {
      flavor: version.flavor,
      version,
      versionText,
      binary: "/usr/sbin/mysqld",
      origin: "path",
      layout: { basedir: "/opt/a b/usr", plugin_dir: "/opt/a b/plugin" },
      programs: "/usr/bin",
    };
    for (const replication of REPLICATIONS) {
      if (replication === "group" && (version.flavor === "mariadb" || !atLeast(version, 8, 0, 27))) continue;
      for (const semiSync of replication === "gtid" || replication === "position" ? [false, true] : [false]) {
        const text = renderOptionFile({
          build,
          replication,
          semiSync,
          serverId: 2,
          intendedSource: false,
          port: 23001,
          socket: "/s/db2.sock",
          folder: "/home/a #b/db2",
          groupName: "8b1ee1f6-b5a6-4f0e-9d3f-0d5c6f1f2a3b",
          groupPorts: [23000, 23001],
        });
        const expected = new Set([
          // Without GTIDs is what `position` asks for, and what the linter rightly warns of.
          ...(replication === "position" ? ["gtid-off"] : []),
          // The catalogue knows the newest patch of a series; here the old names are the only ones.
          ...(versionText === "8.0.20" ? ["deprecated-setting"] : []),
        ]);
        const findings = lintOptionFile(parseOptionFile(text), { target: version }).filter(
          ({ rule }) => !expected.has(rule),
        );
        assert.deepEqual(
          findings.map((finding) => `${versionText} ${replication}: ${finding.code} ${finding.message}`),
          [],
        );
      }
    }
  }
});

test("a node that was killed comes back read-only and follows again when told to", () =>
  withCluster({ nodes: 2 }, async (cluster) => {
    await cluster.kill("db2");
    assert.equal(cluster.isRunning("db2"), false);
    await cluster.start("db2");
    assert.equal(await readOnly(cluster, "db2"), true);
    await cluster.query("db2", "START REPLICA");
    await replicates(cluster);
  }));

test("two sandboxes of one workspace live side by side, and the end of one leaves the other", async () => {
  const first = await openCluster({ name: "first", nodes: 1 });
  try {
    const { startSandbox } = await import("../../core/node/sandbox/start-sandbox.ts");
    const state = join(first.workspace, ".state");
    const second = await startSandbox({
      workspace: first.workspace,
      state,
      name: "second",
      nodes: 1,
      flavor: "mariadb",
      parent: "watch",
    });
    assert.deepEqual(
      parseInventory(readFileSync(first.sandbox.inventory, "utf8")).clusters.map((cluster) => cluster.name),
      ["first", "second"],
    );
    await assert.rejects(startSandbox({ workspace: first.workspace, state, name: "second", nodes: 1 }), {
      code: "exists",
    });
    await second.stop();
    assert.deepEqual(
      parseInventory(readFileSync(first.sandbox.inventory, "utf8")).clusters.map((cluster) => cluster.name),
      ["first"],
    );
    assert.equal(first.isRunning("db1"), true);
  } finally {
    await first.close();
  }
});

async function replicates(cluster: TestCluster): Promise<void> {
  const schema = `t${Date.now().toString(36)}`;
  await cluster.query("db1", `CREATE DATABASE ${schema}`);
  await cluster.query("db1", `CREATE TABLE ${schema}.t (id INT PRIMARY KEY)`);
  await cluster.query("db1", `INSERT INTO ${schema}.t VALUES (42)`);
  for (const node of cluster.sandbox.nodes.slice(1)) {
    let rows: Record<string, unknown>[] = [];
    for (let attempt = 0; attempt < 200 && rows.length === 0; attempt++) {
      rows = await cluster.query(node.name, `SELECT id FROM ${schema}.t`).catch(() => []);
      if (rows.length === 0) await new Promise((resolve) => setTimeout(resolve, 25));
    }
    assert.equal(Number(rows[0]?.["id"]), 42, `${node.name} does not have the row`);
  }
}

async function readOnly(cluster: TestCluster, name: string): Promise<boolean> {
  const [row] = await cluster.query(name, "SELECT @@GLOBAL.read_only AS mode");
  return String(row?.["mode"]) === "1";
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Addresses that a process listens on, by the kernel's own tables. */
function listeners(pid: number): string[] {
  const inodes = new Set<string>();
  for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
    const match = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`));
    if (match?.[1]) inodes.add(match[1]);
  }
  const found: string[] = [];
  for (const table of ["tcp", "tcp6"]) {
    for (const line of readFileSync(`/proc/${pid}/net/${table}`, "utf8").split("\n").slice(1)) {
      const fields = line.trim().split(/\s+/);
      if (fields[3] !== "0A" || !inodes.has(fields[9] ?? "")) continue;
      const [address = "", port = ""] = (fields[1] ?? "").split(":");
      const octets =
        address.length === 8
          ? (address.match(/../g) ?? [])
              .reverse()
              .map((hex) => Number.parseInt(hex, 16))
              .join(".")
          : `[${address}]`;
      found.push(`${octets}:${Number.parseInt(port, 16)}`);
    }
  }
  return found;
}
