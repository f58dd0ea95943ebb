import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { Flavor } from "../../core/mysql/flavor.ts";
import { type CliResult, root, runCli } from "../cli/spawn-cli.ts";
import { type TestCluster, withCluster } from "../support/cluster.ts";

const SWITCHOVER = join(root, "runbooks", "planned-switchover.runbook.md");
const SETUP = join(root, "runbooks", "replication-setup.runbook.md");

interface Ended {
  readonly name: string;
  readonly status: string;
}

function run(cluster: TestCluster, runbook: string, ...more: readonly string[]): Promise<CliResult> {
  const args = ["run", runbook, "--inventory", cluster.sandbox.inventory, "--yes", "--format", "json", ...more];
  return runCli(args, {
    env: {
      DR_RUNBOOKS_STATE: join(cluster.workspace, "trail"),
      DR_RUNBOOKS_INPUT_repl_password: cluster.sandbox.replicationAccount?.password ?? "set-up-by-a-test-1",
    },
    timeoutMs: 120_000,
  });
}

function endedSteps({ stdout }: CliResult): Ended[] {
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line))
    .filter((event) => event.type === "step-finished")
    .map((event) => ({ name: event.step.name, status: event.outcome.status }));
}

const others = (flavor: Flavor) => (flavor === "mysql" ? /-mariadb$/ : /^$/);

async function writable(cluster: TestCluster): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of cluster.sandbox.nodes) {
    const [row] = await cluster.query(name, "SELECT @@GLOBAL.read_only AS read_only");
    if (Number(row?.read_only) === 0) found.push(name);
  }
  return found;
}

/** The port of the node that `name` replicates from, and whether both threads run. */
async function follows(cluster: TestCluster, name: string): Promise<string | undefined> {
  const [row] = await cluster.query(name, "SHOW REPLICA STATUS");
  if (!row) return undefined;
  const pick = (key: string) => row[key] ?? row[key.replace("Source", "Master").replace("Replica", "Slave")];
  const running = pick("Replica_IO_Running") === "Yes" && pick("Replica_SQL_Running") === "Yes";
  const source = cluster.sandbox.nodes.find((node) => node.port === Number(pick("Source_Port")));
  return running ? source?.name : undefined;
}

async function verifyTrail(cluster: TestCluster): Promise<void> {
  const verified = await runCli(["audit", "verify", "latest"], {
    env: { DR_RUNBOOKS_STATE: join(cluster.workspace, "trail") },
  });
  assert.match(verified.stdout, /VERIFIED/);
  assert.equal(verified.code, 0, verified.stdout + verified.stderr);
}

for (const flavor of ["mysql", "mariadb"] as const) {
  test(`the planned switchover moves the writes of three ${flavor} instances`, async () => {
    await withCluster({ flavor }, async (cluster) => {
      const result = await run(cluster, SWITCHOVER, "--input", "new_source=db2");
      const steps = endedSteps(result);
      assert.equal(result.code, 0, result.stdout.slice(-4000) + result.stderr);
      for (const { name, status } of steps) {
        if (status !== "succeeded") assert.equal(status, "skipped", name);
        if (others(flavor).test(name)) assert.equal(status, "skipped", name);
      }
      const succeeded = steps
        .filter(({ status }) => status === "succeeded")
        .map(({ name }) => name.replace(/-mariadb$/, ""));
      for (const name of [
        "fence",
        "catch-up",
        "equal",
        "promote",
        "first-write",
        "repoint",
        "demote",
        "replicas-follow",
      ])
        assert.ok(succeeded.includes(name), `${name} did not succeed`);
      assert.ok(
        !steps.some(({ name }) => name === "unfence" || name === "resume-replication"),
        "a rollback ran unasked",
      );
      assert.deepEqual(await writable(cluster), ["db2"]);
      assert.equal(await follows(cluster, "db1"), "db2");
      assert.equal(await follows(cluster, "db3"), "db2");
      assert.equal(await follows(cluster, "db2"), undefined);
      assert.doesNotMatch(result.stdout, new RegExp(cluster.sandbox.replicationAccount?.password ?? "no account"));
      await verifyTrail(cluster);
    });
  });

  test(`the replication set-up makes a ${flavor} replica of a second instance`, async () => {
    await withCluster({ flavor, nodes: 2, replication: "none" }, async (cluster) => {
      await cluster.query("db1", "SET GLOBAL read_only = OFF");
      const result = await run(cluster, SETUP, "--input", "source=db1", "--input", "replica=db2");
      assert.equal(result.code, 0, result.stdout.slice(-4000) + result.stderr);
      assert.equal(await follows(cluster, "db2"), "db1");
      assert.deepEqual(await writable(cluster), ["db1"]);
      const [row] = await cluster.query("db2", "SELECT COUNT(*) AS n FROM dr_runbooks.replication_setup");
      assert.equal(Number(row?.n), 1);
      assert.doesNotMatch(result.stdout, /set-up-by-a-test-1/);
      await verifyTrail(cluster);
    });
  });
}

test("a switchover that fails behind the fence stops there, promotes nothing and names the step that gives writes back", async () => {
  await withCluster({ flavor: "mysql" }, async (cluster) => {
    // A transaction of its own on the replica that is not promoted shows only when all sets are compared behind the fence.
    await cluster.query("db3", "SET GLOBAL read_only = OFF");
    await cluster.query("db3", "CREATE DATABASE errant");
    await cluster.query("db3", "SET GLOBAL super_read_only = ON");
    const result = await run(cluster, SWITCHOVER, "--input", "new_source=db2");
    assert.equal(result.code, 1);
    const steps = endedSteps(result);
    assert.deepEqual(steps.at(-1), { name: "replicas-can-follow", status: "failed" });
    assert.deepEqual(await writable(cluster), []);
    assert.match(result.stdout, /"rollbacks":\["unfence"\]/);
    await verifyTrail(cluster);

    const undone = await run(
      cluster,
      SWITCHOVER,
      "--input",
      "new_source=db2",
      "--input",
      "old_source=db1",
      "--step",
      "unfence",
    );
    assert.equal(undone.code, 0, undone.stdout + undone.stderr);
    assert.deepEqual(await writable(cluster), ["db1"]);
    await verifyTrail(cluster);
  });
});
