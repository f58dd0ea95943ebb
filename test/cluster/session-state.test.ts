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
