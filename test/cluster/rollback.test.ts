import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runCli } from "../cli/spawn-cli.ts";
import { sharedCluster } from "../support/cluster.ts";

const servers = sharedCluster({ name: "undo", nodes: 1, replication: "none" });

const act = (name: string, attributes: string, statement = `INSERT INTO undone.acts (act) VALUES ('${name}')`) =>
  `\`\`\`sql {name=${name} on=db1 ${attributes}}\n${statement};\n\`\`\`\n`;

async function run(text: string, ...args: string[]) {
  const { workspace } = servers();
  await servers().query("db1", "DROP DATABASE IF EXISTS undone");
  await servers().query("db1", "CREATE DATABASE undone");
  await servers().query("db1", "CREATE TABLE undone.acts (id INT AUTO_INCREMENT PRIMARY KEY, act VARCHAR(20))");
  await writeFile(join(workspace, "undo.runbook.md"), text);
  const env = { DR_RUNBOOKS_STATE: join(workspace, "state") };
  const result = await runCli(["run", "undo.runbook.md", ...args], { cwd: workspace, env });
  const rows = await servers().query("db1", "SELECT act FROM undone.acts ORDER BY id");
  return { ...result, acts: rows.map((row) => String(row["act"])) };
}

const fails = act("fails", "", "SELECT * FROM undone.nothing");

test("--rollback takes back what was done, newest first, and the run has failed all the same", async () => {
  const steps = [act("one", "rollback=un-one"), act("two", "rollback=un-two"), act("three", ""), fails];
  const text = [...steps, act("un-one", ""), act("un-two", "")].join("\n");
  assert.deepEqual((await run(text)).acts, ["one", "two", "three"]);
  const { acts, code, stdout } = await run(text, "--rollback");
  assert.deepEqual(acts, ["one", "two", "three", "un-two", "un-one"]);
  assert.equal(code, 1);
  assert.doesNotMatch(stdout, /To take back what was done/);
});

test("--rollback stops at the first rollback that fails, and takes back nothing behind the point of no return", async () => {
  const broken = act("un-two", "", "SELECT * FROM undone.nothing");
  const steps = [act("one", "rollback=un-one"), act("two", "rollback=un-two"), fails, act("un-one", ""), broken];
  assert.deepEqual((await run(steps.join("\n"), "--rollback")).acts, ["one", "two"]);
  const never = [act("one", "rollback=un-one"), act("two", "rollback=never"), act("three", "rollback=un-three"), fails];
  const text = [...never, act("un-one", ""), act("un-three", "")].join("\n");
  assert.deepEqual((await run(text, "--rollback")).acts, ["one", "two", "three", "un-three"]);
});
