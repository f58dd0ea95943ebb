import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { parseInventory } from "../../core/cluster/inventory.ts";
import { findServerProcesses } from "../../core/node/instances/processes.ts";
import { runCli, startCli, withFolder } from "../cli/spawn-cli.ts";

interface UpJson {
  readonly flavor: string;
  readonly nodes: readonly {
    readonly name: string;
    readonly port: number;
    readonly optionFile: string;
    readonly pid: number;
  }[];
  readonly admin: { readonly file: string };
}

test("up starts servers that stay, status shows them, up again refuses, down ends them", () =>
  withFolder(async (folder, env) => {
    const sandbox = (...args: string[]) => runCli(["sandbox", ...args], { cwd: folder, env });
    try {
      const up = await sandbox("up", "--flavor", "mariadb", "--nodes", "2", "--format", "json");
      assert.equal(up.code, 0, up.stderr);
      const started = JSON.parse(up.stdout) as UpJson;
      assert.equal(started.flavor, "mariadb");
      assert.deepEqual(
        started.nodes.map((node) => node.name),
        ["db1", "db2"],
      );
      assert.doesNotMatch(up.stdout + up.stderr, new RegExp(passwordIn(started.admin.file)));
      assert.match(up.stderr, /^Starting 2 MariaDB .* …$/m);
      assert.deepEqual(
        parseInventory(readFileSync(join(folder, "clusters.yaml"), "utf8")).clusters.map((cluster) => cluster.name),
        ["sandbox"],
      );

      const status = await sandbox("status");
      assert.equal(status.code, 0, status.stderr);
      assert.match(
        status.stdout,
        new RegExp(
          `db2 +127\\.0\\.0\\.1:${started.nodes[1]?.port} +read-only, follows 127\\.0\\.0\\.1:${started.nodes[0]?.port}`,
        ),
      );

      const again = await sandbox("up");
      assert.equal(again.code, 2);
      assert.match(again.stderr, /already up \(2 of 2 servers run\).*sandbox down/);

      process.kill(started.nodes[1]?.pid ?? 0, "SIGKILL");
      while (findServerProcesses(started.nodes[1]?.optionFile ?? "").length > 0)
        await new Promise((resolve) => setTimeout(resolve, 10));
      const hurt = await sandbox("status");
      assert.equal(hurt.code, 1);
      assert.match(hurt.stdout, /db2 .*stopped/);

      const down = await sandbox("down");
      assert.equal(down.code, 0, down.stderr);
      assert.match(down.stdout, /1 server ended/);
      assert.deepEqual(findServerProcesses(started.nodes[0]?.optionFile ?? ""), []);
      assert.equal(existsSync(join(folder, "clusters.yaml")), false);
      const none = await sandbox("down");
      assert.equal(none.code, 1);
      assert.match(none.stderr, /There is no sandbox "sandbox"/);
    } finally {
      await sandbox("down");
    }
  }));

test("Ctrl-C while servers start ends with 130 and leaves nothing", () =>
  withFolder(async (folder, env) => {
    const running = startCli(["sandbox", "up"], { cwd: folder, env });
    const sandboxes = join(env.DR_RUNBOOKS_STATE, "sandboxes");
    const optionFile = join(sandboxes, "sandbox", "db1", "my.cnf");
    for (
      let attempt = 0;
      attempt < 2000 && !(existsSync(optionFile) && findServerProcesses(optionFile).length > 0);
      attempt++
    )
      await new Promise((resolve) => setTimeout(resolve, 10));
    running.child.kill("SIGINT");
    const { code, stderr } = await running.result;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /was cancelled; nothing of it is left/);
    assert.deepEqual(readdirSync(sandboxes), []);
    assert.equal(existsSync(join(folder, "clusters.yaml")), false);
  }));

test("wrong usage is refused with 2 before anything is started", () =>
  withFolder(async (folder, env) => {
    const wrong: [string[], RegExp][] = [
      [["--nodes", "0"], /1 to 9 nodes/],
      [["--nodes", "three"], /write a number from 1 to 9/],
      [["--name", "../x"], /cannot name a sandbox/],
      [["--name", "true"], /cannot name a sandbox/],
      [["--flavor", "oracle"], /Choose mysql or mariadb/],
      [["--semi-sync", "--replication", "none"], /needs --replication gtid or position/],
      [["--semi-sync", "--nodes", "1"], /needs a replica/],
      [["--flavor", "mariadb", "--replication", "group"], /MariaDB has no group replication/],
    ];
    for (const [args, message] of wrong) {
      const { code, stderr } = await runCli(["sandbox", "up", ...args], { cwd: folder, env });
      assert.equal(code, 2, args.join(" "));
      assert.match(stderr, message);
    }
    const missing = await runCli(["sandbox", "up", "--server", "/nowhere/mysqld"], { cwd: folder, env });
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /\/nowhere\/mysqld is neither a server program/);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name !== "state"),
      [],
    );
  }));

test("list-servers names the servers of this machine, and every command has help", () =>
  withFolder(async (folder, env) => {
    const list = await runCli(["sandbox", "list-servers", "--format", "json"], { cwd: folder, env });
    assert.equal(list.code, 0, list.stderr);
    assert.ok((JSON.parse(list.stdout) as { servers: unknown[] }).servers.length > 0);
    for (const command of ["up", "status", "down", "list-servers"]) {
      const help = await runCli(["sandbox", command, "--help"], { cwd: folder, env });
      assert.equal(help.code, 0);
      assert.match(help.stdout, new RegExp(`Usage: dr-runbooks sandbox ${command}`));
    }
  }));

function passwordIn(file: string): string {
  return /^password = (\S+)$/m.exec(readFileSync(file, "utf8"))?.[1] ?? assert.fail("no password");
}
