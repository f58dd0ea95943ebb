import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type CliResult, startCli } from "../cli/spawn-cli.ts";
import { sharedCluster } from "../support/cluster.ts";

const cluster = sharedCluster({ name: "maria", nodes: 2, flavor: "mariadb" });
let count = 0;

function run(code: string): Promise<CliResult> {
  const name = `case-${++count}.runbook.md`;
  writeFileSync(join(cluster().workspace, name), `\`\`\`sql {name=step on=db2}\n${code}\n\`\`\`\n`);
  const env = { DR_RUNBOOKS_STATE: join(cluster().workspace, "state") };
  return startCli(["run", name, "--yes"], { cwd: cluster().workspace, env }).result;
}

test("a statement that MariaDB reads as a comment is no success by itself, and is pointed out beside others", async () => {
  const only = await run("/*!80000 SET GLOBAL max_connections = 77 */;");
  assert.equal(only.code, 1, only.stdout);
  assert.match(only.stdout, /step failed on db2 .*MariaDB 10\.\S+ reads this as a comment for other servers/);
  const among = await run("/*!80000 SET GLOBAL max_connections = 77 */;\n/*!40101 SET @a = 1 */;\nSELECT 1;");
  assert.equal(among.code, 0, among.stdout);
  assert.match(among.stdout, /Note 0: MariaDB .* nothing was executed/);
});

test("an expectation does not hold on MariaDB while SHOW REPLICA STATUS hides a broken channel", async () => {
  const healthy = '-- @expect Replica_IO_Running == "Yes"\nSHOW REPLICA STATUS\\G';
  assert.equal((await run(healthy)).code, 0);
  await cluster().query(
    "db2",
    "CHANGE MASTER 'broken' TO MASTER_HOST = '127.0.0.1', MASTER_PORT = 1, MASTER_USER = 'nobody'",
  );
  const hidden = await run(healthy);
  assert.equal(hidden.code, 1, hidden.stdout);
  assert.match(hidden.stdout, /one replication channel here and has more: broken/);
  const all = await run('-- @expect Replica_IO_Running == "Yes"\nSHOW ALL REPLICAS STATUS\\G');
  assert.equal(all.code, 1, all.stdout);
  assert.match(all.stdout, /✗/);
  const looking = await run("SHOW SLAVE STATUS\\G");
  assert.equal(looking.code, 0, looking.stdout);
  assert.match(looking.stdout, /has more: broken/);
});
