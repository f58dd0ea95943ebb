import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runCli } from "../cli/spawn-cli.ts";
import { type TestCluster, withCluster } from "../support/cluster.ts";

/** What the terminal and every file of the trail say after a run of this runbook. */
async function everywhere(cluster: TestCluster, name: string, steps: readonly string[]): Promise<string> {
  const cwd = join(cluster.workspace, name);
  mkdirSync(cwd, { recursive: true });
  const blocks = steps.map((text, index) => `\`\`\`sql {name=s${index} on=db1 on-fail=continue}\n${text}\n\`\`\`\n`);
  writeFileSync(join(cwd, "doc.md"), blocks.join("\n"));
  const env = { DR_RUNBOOKS_STATE: join(cwd, "state") };
  const args = ["run", "doc.md", "--inventory", join(cluster.workspace, "clusters.yaml"), "--cluster", name, "--yes"];
  const outputs: string[] = [];
  for (const format of ["text", "json"]) {
    const { stdout, stderr } = await runCli([...args, "--format", format], { cwd, env });
    outputs.push(stdout, stderr);
  }
  const logs = join(cwd, "state", "audit", "logs");
  const files = readdirSync(logs, { recursive: true, encoding: "utf8" }).filter((file) => /jsonl$|blobs./.test(file));
  return [...outputs, ...files.map((file) => readFileSync(join(logs, file), "utf8"))].join("\n");
}

const common = [
  "CREATE USER IF NOT EXISTS 'hidden'@'%' IDENTIFIED BY 'hunter6Aaaa'",
  "PREPARE q FROM 'CREATE USER hidden2 IDENTIFIED BY ''hunter6Bbbb'''",
  "CREATE USER hidden3 IDENTIFED BY 'hunter6Cccc'",
  "SET @pass := 'hunter6Dddd'",
  "SET @repl_pw = 'hunter6Eeee'; SELECT @repl_pw AS repl_pw",
  "SELECT 'hunter6Ffff' AS User_password",
  "SELECT user, authentication_string FROM mysql.user WHERE user = 'hidden'",
];

for (const [flavor, statements] of [
  [
    "mysql",
    [
      ...common,
      "SELECT authentication_string AS x FROM mysql.user WHERE user = 'hidden'",
      "SELECT HEX(authentication_string) FROM mysql.user WHERE user = 'hidden'",
      "-- @capture generated = rows\nCREATE USER IF NOT EXISTS 'random'@'%' IDENTIFIED BY RANDOM PASSWORD",
      "SET PASSWORD FOR 'random'@'%' TO RANDOM",
      "-- @expect authentication_string == ''\nSELECT authentication_string FROM mysql.user WHERE user = 'hidden'",
      "SHOW CREATE USER 'hidden'@'%'",
    ],
  ],
  [
    "mariadb",
    [
      ...common,
      "EXECUTE IMMEDIATE 'CREATE USER hidden4 IDENTIFIED BY \"hunter6Gggg\"'",
      "SELECT Priv FROM mysql.global_priv WHERE user = 'hidden'",
      "SELECT Priv AS x FROM mysql.global_priv WHERE user = 'hidden'",
      "SHOW CREATE USER 'hidden'@'%'",
      "SHOW GRANTS FOR 'hidden'@'%'",
    ],
  ],
] as const) {
  test(`no password and no hash of ${flavor} reaches the screen or the trail`, async (t) => {
    await withCluster({ name: "vault", flavor, nodes: 1, replication: "none" }, async (cluster) => {
      const text = await everywhere(cluster, "vault", statements);
      assert.match(text, /<redacted>/);
      assert.deepEqual(text.match(/.{0,80}hunter6.{0,20}/g), null);
      const hashes = await cluster.query("db1", "SELECT authentication_string AS h FROM mysql.user");
      const kept = hashes.map(({ h }) => String(h)).filter((hash) => hash.length > 10 && !/invalid/i.test(hash));
      assert.ok(kept.length > 0);
      for (const hash of kept) {
        assert.ok(!text.includes(hash) && !text.includes(hash.slice(-20)), hash);
        assert.ok(!text.includes(Buffer.from(hash).toString("hex").toUpperCase().slice(-20)), `HEX of ${hash}`);
      }
      // What RANDOM made stands in a column that is named so.
      assert.doesNotMatch(text, /"generated password"[^<]*?"random"[^<]*$/m);
      t.diagnostic(`${statements.length} statements, ${kept.length} hashes`);
    });
  });
}
