import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { LintJson } from "../../cli/reporters/lint-json.ts";
import { runCli, withFolder } from "./spawn-cli.ts";

const SERVER = "[mysqld]\nserver_id = 7\nlog_bin = binlog\n";

function writeFiles(cwd: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(cwd, path, ".."), { recursive: true });
    writeFileSync(join(cwd, path), text);
    chmodSync(join(cwd, path), 0o644);
  }
}

const NODES = { "shop/db1/my.cnf": SERVER, "shop/db2/my.cnf": `${SERVER}read_only = ON\n` };

test("lint offers to compare files that look like nodes, and compares nothing by itself", async () => {
  await withFolder(async (cwd, env) => {
    writeFiles(cwd, NODES);
    const { stdout, stderr } = await runCli(["lint", "."], { cwd, env });
    assert.doesNotMatch(stdout, /CNF120/);
    assert.match(
      stderr,
      /^These 2 files look like nodes of one cluster: shop.db1.my\.cnf, shop.db2.my\.cnf\. Compare them with: dr-runbooks lint --nodes shop \(add --write-inventory for a clusters\.yaml\)$/m,
    );
    const json = await runCli(["lint", ".", "--format", "json"], { cwd, env });
    assert.equal(json.stderr, "");
    const { offers } = JSON.parse(json.stdout) as LintJson;
    assert.deepEqual(
      offers?.map(({ kind, folder, nodes }) => [kind, folder, nodes.map(({ name, role }) => [name, role])]),
      [
        [
          "nodes",
          "shop",
          [
            ["db1", "source"],
            ["db2", "replica"],
          ],
        ],
      ],
    );
    for (const format of ["sarif", "github"])
      assert.equal((await runCli(["lint", ".", "--format", format], { cwd, env })).stderr, "");
  });
});

test("lint offers nothing where an inventory is, or the files are one server's", async () => {
  await withFolder(async (cwd, env) => {
    writeFiles(cwd, { ...NODES, "clusters.yaml": "shop:\n  nodes:\n    db1: { host: a }\n" });
    assert.equal((await runCli(["lint", "."], { cwd, env })).stderr, "");
    const { stderr, code } = await runCli(["lint", "--nodes", "."], { cwd, env });
    assert.match(stderr, /clusters\.yaml says which nodes there are: leave out --nodes\./);
    assert.equal(code, 2);
  });
  await withFolder(async (cwd, env) => {
    writeFiles(cwd, { "conf.d/server-1.cnf": SERVER, "conf.d/server-2.cnf": SERVER });
    assert.equal((await runCli(["lint", "."], { cwd, env })).stderr, "");
    const { stderr, code } = await runCli(["lint", "--nodes", "conf.d"], { cwd, env });
    assert.match(stderr, /No option files in conf\.d look like nodes of one cluster\./);
    assert.equal(code, 2);
  });
});

test("lint --nodes compares them, says that it guesses, and writes nothing", async () => {
  await withFolder(async (cwd, env) => {
    writeFiles(cwd, NODES);
    const { stdout, stderr, code } = await runCli(["lint", "--nodes", "shop"], { cwd, env });
    assert.match(stdout, /^shop.db2.my\.cnf:2:1: error CNF120 db1 has server_id 7 as well/m);
    assert.match(stdout, /└ shop.db1.my\.cnf:2:1: The server_id of db1\.$/m);
    assert.match(
      stderr,
      /which is a guess, as are the roles: .*\(source\), .*\(replica\)\. Taken for MySQL, which nothing/,
    );
    assert.equal(code, 1);
    assert.ok(!existsSync(join(cwd, "shop", "clusters.yaml")));
    const mariadb = await runCli(["lint", "--nodes", "shop", "--flavor", "mariadb"], { cwd, env });
    assert.match(mariadb.stderr, /Taken for MariaDB\.$/m);
    assert.match(mariadb.stdout, /CNF120/);
    const target = ["--flavor", "mariadb", "--target", "10.11", "--write-inventory"];
    await runCli(["lint", "--nodes", "shop", ...target], { cwd, env });
    const written = readFileSync(join(cwd, "shop", "clusters.yaml"), "utf8");
    assert.match(written, /^shop:\n {2}flavor: mariadb\n {2}version: "10\.11"\n {2}nodes:$/m);
  });
});

test("lint --write-inventory writes one that lint asks to complete, and never writes over one", async () => {
  await withFolder(async (cwd, env) => {
    writeFiles(cwd, { ...NODES, "shop/db1/my.cnf": `${SERVER}report_host = db1.example\n` });
    const args = ["lint", "--nodes", "shop", "--write-inventory"];
    const { stdout, stderr } = await runCli(args, { cwd, env });
    assert.match(stderr, /^Wrote shop.clusters\.yaml\. It is a guess: check it, and add the hosts that it lacks\.$/m);
    assert.match(stdout, /clusters\.yaml:\d+:\d+: error INV001 Node "db2" has no host\./);
    const written = readFileSync(join(cwd, "shop", "clusters.yaml"), "utf8");
    assert.match(written, /^ {4}db1: \{ host: db1\.example, role: source, config: db1\/my\.cnf \}$/m);
    assert.match(written, /^ {4}db2: \{ role: replica, config: db2\/my\.cnf \} # add its host$/m);
    const again = await runCli(args, { cwd, env });
    assert.equal(again.code, 2);
    assert.equal(readFileSync(join(cwd, "shop", "clusters.yaml"), "utf8"), written);
    const later = await runCli(["lint", "shop/db2/my.cnf"], { cwd, env });
    assert.match(later.stdout, /CNF120/);
  });
});

test("lint says what --write-inventory and an empty command line lack", async () => {
  await withFolder(async (cwd, env) => {
    const lone = await runCli(["lint", ".", "--write-inventory"], { cwd, env });
    assert.match(lone.stderr, /--write-inventory needs --nodes FOLDER/);
    const none = await runCli(["lint"], { cwd, env });
    assert.match(none.stderr, /needs PATH… or --nodes FOLDER/);
    const both = await runCli(["lint", "--nodes", ".", "--cluster", "a"], { cwd, env });
    assert.match(both.stderr, /leave out --nodes or --cluster/);
    assert.deepEqual([lone.code, none.code, both.code], [2, 2, 2]);
  });
});
