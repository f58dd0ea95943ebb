import assert from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { LintJson } from "../../cli/reporters/lint-json.ts";
import { runCli, withFolder } from "./spawn-cli.ts";

const CLUSTERS = `orders:
  version: "8.4"
  nodes:
    db1: { host: 10.0.0.1, role: source, config: db1/my.cnf }
    db2: { host: 10.0.0.2, role: replica, config: db2/my.cnf }
`;

function writeCluster(cwd: string): void {
  writeFileSync(join(cwd, "clusters.yaml"), CLUSTERS);
  for (const node of ["db1", "db2"]) {
    mkdirSync(join(cwd, node));
    writeFileSync(join(cwd, node, "my.cnf"), "[mysqld]\nserver_id = 7\n");
    chmodSync(join(cwd, node, "my.cnf"), 0o644);
  }
}

test("lint compares the nodes of a cluster also when only one of their files is named", async () => {
  await withFolder(async (cwd, env) => {
    writeCluster(cwd);
    const { stdout } = await runCli(["lint", "db2/my.cnf"], { cwd, env });
    assert.match(stdout, /^db2[\\/]my\.cnf:2:1: error CNF120 db1 has server_id 7 as well/m);
    assert.match(stdout, /└ db1[\\/]my\.cnf:2:1: The server_id of db1\.$/m);
  });
});

test("lint gives places in other files in JSON and SARIF", async () => {
  await withFolder(async (cwd, env) => {
    writeCluster(cwd);
    const json = await runCli(["lint", ".", "--format", "json"], { cwd, env });
    const { findings } = JSON.parse(json.stdout) as LintJson;
    const [duplicate] = findings.filter(({ code }) => code === "CNF120");
    assert.deepEqual(
      duplicate?.related?.map(({ file, range }) => [file.replace("\\", "/"), range.start]),
      [["db2/my.cnf", { line: 1, character: 0 }]],
    );
    const sarif = await runCli(["lint", ".", "--format", "sarif"], { cwd, env });
    const [run] = (JSON.parse(sarif.stdout) as { runs: { results: Record<string, unknown>[] }[] }).runs;
    const result = run?.results.find(({ ruleId }) => ruleId === "CNF120");
    assert.deepEqual(result?.["relatedLocations"], [
      {
        message: { text: "The server_id of db2." },
        physicalLocation: {
          artifactLocation: { uri: "db2/my.cnf", uriBaseId: "WORKSPACE" },
          region: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 14 },
        },
      },
    ]);
  });
});

test("lint says when everybody may write a file, which the servers then ignore", {
  skip: process.platform === "win32",
}, async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "my.cnf"), "[mysqld]\nport = 3306\n");
    chmodSync(join(cwd, "my.cnf"), 0o666);
    const { stdout, code } = await runCli(["lint", "my.cnf", "--target", "8.4"], { cwd, env });
    assert.match(stdout, /error CNF101/);
    assert.equal(code, 1);
  });
});
