import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runCli } from "../cli/spawn-cli.ts";
import { withCluster } from "../support/cluster.ts";

for (const flavor of ["mysql", "mariadb"] as const) {
  test(`a fragment compared with ${flavor} says where each live value was set, and a drift is told`, async () => {
    await withCluster({ name: "team", flavor, nodes: 1, replication: "none" }, async (cluster) => {
      const cwd = join(cluster.workspace, "run");
      mkdirSync(cwd);
      await cluster.query("db1", "SET GLOBAL max_connections = 99");
      if (flavor === "mysql") await cluster.query("db1", "SET PERSIST long_query_time = 3");
      const settings =
        "[mysqld]\nmax_connections = 151\nlog_bin = binlog\nbinlog_format\nsync_binlog = 1\nlong_query_time = 3\nback_log = 1\n";
      writeFileSync(join(cwd, "doc.md"), `\`\`\`ini {name=conf}\n${settings}\`\`\`\n`);
      const env = { DR_RUNBOOKS_STATE: join(cwd, "state") };
      const run = (...more: string[]) =>
        runCli(["run", "doc.md", "--inventory", join(cluster.workspace, "clusters.yaml"), ...more], { cwd, env });
      const text = await run();
      assert.equal(text.stderr, "");
      assert.match(text.stdout, /≠ conf compared in .*: db1: \d of 6 settings differ/);
      const { stdout, code } = await run("--format", "json");
      assert.equal(code, 0);
      const events = stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      const { rows } = events.find(({ type }) => type === "statement-finished").statement.resultSets[0];
      const of = (name: string) => rows.find(([setting]: string[]) => setting === name)?.slice(3);
      assert.match(of("max_connections").join(), /^dynamic.*,differs$/);
      assert.equal(of("log_bin")[1], "same");
      assert.match(of("sync_binlog").join(), /^file \/.*my\.cnf,same$/);
      assert.equal(of("binlog_format")[1], "no value written");
      assert.match(of("back_log")[0], /^(?:compiled|chosen by the server)$/);
      if (flavor === "mysql") assert.match(of("long_query_time").join(), /^dynamic, by \w+, persisted,same$/);
      writeFileSync(join(cwd, "doc.md"), `\`\`\`ini {name=conf}\n# @expect drift == 0\n${settings}\`\`\`\n`);
      assert.equal((await run()).code, 1);
    });
  });
}
