import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type CliResult, startCli } from "../cli/spawn-cli.ts";
import { sharedCluster } from "../support/cluster.ts";

const cluster = sharedCluster({ name: "state", nodes: 1, replication: "none" });
let count = 0;

const sql = (name: string, code: string) => `\`\`\`sql {name=${name} on=db1}\n${code}\n\`\`\`\n\n`;

/** Runs the document from the command line, without a terminal. `more` are further options. */
async function run(text: string, ...more: readonly string[]): Promise<CliResult & { readonly name: string }> {
  const name = `case-${++count}`;
  writeFileSync(join(cluster().workspace, `${name}.runbook.md`), text);
  return { ...(await again(name, ...more)), name };
}

function again(name: string, ...more: readonly string[]): Promise<CliResult> {
  const env = { DR_RUNBOOKS_STATE: join(cluster().workspace, name) };
  return startCli(["run", `${name}.runbook.md`, ...more], { cwd: cluster().workspace, env }).result;
}

async function number(statement: string): Promise<number> {
  const [row] = await cluster().query("db1", statement);
  return Number(Object.values(row ?? {})[0]);
}

test("a reading step whose text another sql_mode reads as DROP TABLE drops nothing", async () => {
  await cluster().query("db1", "CREATE DATABASE moded");
  await cluster().query("db1", "CREATE TABLE moded.victim (i INT)");
  const { code, stdout } = await run(
    sql("prep", "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES';") +
      sql("reader", "SELECT '\\' ; DROP TABLE moded.victim; -- ';"),
  );
  assert.equal(code, 1, stdout);
  assert.match(stdout, /reader failed .*NO_BACKSLASH_ESCAPES/);
  assert.equal(await number("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_NAME = 'victim'"), 1);
});

test("an insert that nobody committed is no success: not in a transaction, not without autocommit", async () => {
  await cluster().query("db1", "CREATE DATABASE open");
  await cluster().query("db1", "CREATE TABLE open.t (i INT)");
  const started = await run(sql("insert", "START TRANSACTION; INSERT INTO open.t VALUES (1);"), "--yes");
  assert.equal(started.code, 1, started.stdout);
  assert.match(started.stdout, /Run failed: 0 of 1 step/);
  assert.match(started.stdout, /What insert changed on db1 was never committed/);
  await cluster().query("db1", "SET GLOBAL autocommit = 0");
  try {
    const off = await run(sql("insert", "INSERT INTO open.t VALUES (2);"), "--yes");
    assert.equal(off.code, 1, off.stdout);
    assert.match(off.stdout, /db1 begins its sessions with autocommit off/);
    assert.match(off.stdout, /is not committed: a transaction is open there, as autocommit is off/);
    const reading = await run(sql("read", "SELECT COUNT(*) FROM open.t;"));
    assert.equal(reading.code, 0, reading.stdout);
    const committed = await run(sql("insert", "INSERT INTO open.t VALUES (3);") + sql("commit", "COMMIT;"), "--yes");
    assert.equal(committed.code, 0, committed.stdout);
  } finally {
    await cluster().query("db1", "SET GLOBAL autocommit = 1");
  }
  assert.equal(await number("SELECT SUM(i) FROM open.t"), 3);
});

test("a transaction that a deadlock or a failing statement rolled back is not taken for open", async () => {
  await cluster().query("db1", "CREATE TABLE open.u (i INT PRIMARY KEY)");
  const { code, stdout } = await run(
    `\`\`\`sql {name=twice on=db1 on-fail=continue}\nINSERT INTO open.u VALUES (1);\nINSERT INTO open.u VALUES (1);\n\`\`\`\n` +
      sql("after", "SELECT 1;"),
    "--yes",
  );
  assert.equal(code, 1);
  assert.doesNotMatch(stdout, /committed/);
});

test("COMMIT on another session than the one that inserted is refused", async () => {
  await cluster().query("db1", "CREATE TABLE open.w (i INT)");
  // The session ends itself, as one does that the server kills.
  const { code, stdout } = await run(
    sql("a", "SET autocommit = 0; INSERT INTO open.w VALUES (77); SET SESSION wait_timeout = 1;") +
      "```sh {name=wait}\nsleep 2.5\n```\n" +
      sql("b", "COMMIT;"),
    "--yes",
  );
  assert.equal(code, 1, stdout);
  assert.match(stdout, /b refused, nothing was sent: db1: the session was lost, and with it .*open transaction/);
  assert.match(stdout, /What a changed on db1 was never committed/);
  assert.equal(await number("SELECT COUNT(*) FROM open.w"), 0);
});

test("a dump is not made without the read lock that ended with the run before", async () => {
  const text =
    sql("lock", "FLUSH TABLES WITH READ LOCK;") +
    "```sh {name=dump}\ntest -e go && echo dumped\n```\n\n" +
    sql("unlock", "UNLOCK TABLES;");
  const { name, code } = await run(text, "--yes");
  assert.equal(code, 1);
  writeFileSync(join(cluster().workspace, "go"), "");
  const refused = await again(name, "--yes", "--resume");
  assert.equal(refused.code, 1, refused.stdout);
  assert.match(refused.stdout, /lock refused, nothing was sent: .*the global read lock \(of lock\)/);
  assert.doesNotMatch(refused.stdout, /dumped/);
  const resumed = await again(name, "--yes", "--resume", "--in-flight", "again");
  assert.equal(resumed.code, 0, resumed.stdout);
  assert.match(resumed.stdout, /FLUSH TABLES WITH READ LOCK[\s\S]*dumped[\s\S]*3 of 3/);
});
