import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { type CliResult, runCli } from "../cli/spawn-cli.ts";
import { type TestCluster, withCluster } from "../support/cluster.ts";

const RUNBOOK = `---
runbook: Switchover as one action
inputs:
  to: { type: node }
  repl_password: { type: secret }
---

# Switchover

\`\`\`failover {name=switchover}
action: switchover
to: \${to}
wait: 5s
repl_user: repl
repl_password: \${repl_password}
\`\`\`

\`\`\`sql {name=afterwards on=\${to}}
CREATE DATABASE afterwards;
\`\`\`
`;

async function run(cluster: TestCluster, to: string): Promise<CliResult> {
  const file = join(cluster.workspace, "switchover.runbook.md");
  await writeFile(file, RUNBOOK);
  return runCli(["run", file, "--input", `to=${to}`, "--yes", "--format", "json"], {
    env: {
      DR_RUNBOOKS_STATE: join(cluster.workspace, "trail"),
      DR_RUNBOOKS_INPUT_repl_password: cluster.sandbox.replicationAccount?.password ?? "",
    },
    timeoutMs: 120_000,
  });
}

async function isReadOnly(cluster: TestCluster, name: string): Promise<boolean> {
  const [row] = await cluster.query(name, "SELECT @@GLOBAL.read_only AS read_only");
  return Number(row?.read_only) === 1;
}

async function sourcePort(cluster: TestCluster, name: string): Promise<number | undefined> {
  const [row] = await cluster.query(name, "SHOW REPLICA STATUS");
  return row && Number(row.Source_Port ?? row.Master_Port);
}

async function trailOf(cluster: TestCluster): Promise<Record<string, unknown>[]> {
  const env = { DR_RUNBOOKS_STATE: join(cluster.workspace, "trail") };
  const verified = await runCli(["audit", "verify", "latest"], { env });
  assert.match(verified.stdout, /VERIFIED/);
  const { stdout } = await runCli(["audit", "show", "latest", "--format", "json"], { env });
  assert.ok(
    !stdout.includes(cluster.sandbox.replicationAccount?.password ?? "no account"),
    "the trail holds the password",
  );
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}

for (const flavor of ["mysql", "mariadb"] as const)
  test(`the switchover action moves the writes of three ${flavor} instances and records each move`, async () => {
    await withCluster({ flavor }, async (cluster) => {
      const result = await run(cluster, "db3");
      assert.equal(result.code, 0, result.stdout.slice(-4000) + result.stderr);
      assert.deepEqual(await Promise.all(["db1", "db2", "db3"].map((name) => isReadOnly(cluster, name))), [
        true,
        true,
        false,
      ]);
      const { port } = cluster.node("db3");
      assert.deepEqual(await Promise.all(["db1", "db2", "db3"].map((name) => sourcePort(cluster, name))), [
        port,
        port,
        undefined,
      ]);
      assert.ok(
        !result.stdout.includes(cluster.sandbox.replicationAccount?.password ?? "no account"),
        "the output holds the password",
      );
      const moves = (await trailOf(cluster)).filter((entry) => "move" in entry && entry.type === "step.finished");
      assert.deepEqual([...new Set(moves.map((entry) => entry.move))].toSorted(), [
        "catch-up",
        "demote",
        "fence",
        "forget-old-source",
        "frozen",
        "pre-sync",
        "preflight",
        "promote",
        "repoint",
        "stop-replication",
        "verify",
      ]);
      assert.ok(moves.every((entry) => entry.outcome === "success"));
    });
  });

test("the switchover action changes nothing when a replica does not replicate, and names it", async () => {
  await withCluster({ flavor: "mysql" }, async (cluster) => {
    await cluster.query("db3", "STOP REPLICA SQL_THREAD");
    const result = await run(cluster, "db2");
    assert.equal(result.code, 1);
    assert.match(result.stdout, /db3: Replica_SQL_Running is No\. Nothing was changed\./);
    assert.equal(await isReadOnly(cluster, "db1"), false);
    assert.deepEqual(await cluster.query("db2", "SHOW DATABASES LIKE 'afterwards'"), []);
  });
});

test("the switchover action gives writes back when the fence is blocked, and says that it did", async () => {
  await withCluster({ flavor: "mysql" }, async (cluster) => {
    await cluster.query("db1", "CREATE DATABASE held");
    await cluster.query("db1", "CREATE TABLE held.t (id INT PRIMARY KEY)");
    // LOCK TABLES is what a fence waits for.
    await cluster.query("db1", "LOCK TABLES held.t WRITE");
    const result = await run(cluster, "db2");
    await cluster.query("db1", "UNLOCK TABLES");
    assert.equal(result.code, 1);
    assert.match(result.stdout, /Everything was taken back: the old source takes writes again\./);
    assert.equal(await isReadOnly(cluster, "db1"), false);
    assert.equal(await isReadOnly(cluster, "db2"), true);
    assert.equal(await sourcePort(cluster, "db2"), cluster.node("db1").port);
    const failed = (await trailOf(cluster)).filter((entry) => entry.move === "fence" && entry.type === "step.finished");
    assert.equal(failed[0]?.outcome, "failure");
    const [row] = await cluster.query("db1", "SELECT COUNT(*) AS n FROM held.t");
    assert.equal(Number(row?.n), 0);
  });
});

test("the switchover action refuses the source itself and an instance that is not there", async () => {
  await withCluster({ flavor: "mysql", nodes: 2 }, async (cluster) => {
    const itself = await run(cluster, "db1");
    assert.equal(itself.code, 1);
    assert.match(itself.stdout, /db1 is the source already\. Nothing was changed\./);
    const nobody = await run(cluster, "db9");
    assert.notEqual(nobody.code, 0);
    assert.match(nobody.stdout + nobody.stderr, /db9/);
    assert.equal(await isReadOnly(cluster, "db1"), false);
  });
});
