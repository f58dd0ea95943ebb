import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { upgradeOptionFile } from "../../core/lint/upgrade.ts";
import type { Flavor, Version } from "../../core/mysql/flavor.ts";
import { fetchServer } from "../../core/node/instances/fetch-server.ts";
import { findServers } from "../../core/node/instances/find-servers.ts";
import type { ServerBuild } from "../../core/node/instances/server-build.ts";
import { checkOptionFile, type OptionFileVerdict } from "../../core/node/option-check/check-option-file.ts";
import { LineMap } from "../../core/text/line-map.ts";
import { runCli } from "../cli/spawn-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "drr-check-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const builds = new Map<Flavor, ServerBuild>();
before(async () => {
  for (const flavor of ["mysql", "mariadb"] as const) {
    const { servers } = await findServers({ flavor });
    builds.set(flavor, servers[0] ?? (await fetchServer(flavor, () => {})));
  }
});

function server(flavor: Flavor): ServerBuild {
  const build = builds.get(flavor);
  assert.ok(build);
  return build;
}

/** Line (1-based) and reaction of each message. */
function told(text: string, { messages }: OptionFileVerdict): readonly string[] {
  const lines = new LineMap(text);
  return messages.map(({ line, reaction }) => `${lines.positionAt(line.span.start).line + 1} ${reaction}`);
}

const WRONG = `[mysqld]
no_such_setting = 1
max_connections = 0
sync_binlog = abc
query_cache_type = 2
read_only = yes
loose-no-such = 1
max_connections 5
user = nobody-such
datadir = /nowhere
log_error = /nowhere/at-all
!include /etc/shadow
`;

test("goes on after each fatal line, and leaves out what only concerns the machine", async () => {
  const mysql = await checkOptionFile(WRONG, server("mysql"));
  assert.deepEqual(told(WRONG, mysql), [
    "2 refuses",
    "3 adjusts",
    "4 refuses",
    "5 refuses",
    "6 ignores",
    "7 ignores",
    "8 refuses",
  ]);
  assert.equal(mysql.accepts, false);
  assert.equal(mysql.gaveUp, undefined);
  assert.match(mysql.server, /^MySQL \d+\.\d+\.\d+$/);
  const mariadb = await checkOptionFile(WRONG, server("mariadb"));
  assert.deepEqual(told(WRONG, mariadb), [
    "2 refuses",
    "3 adjusts",
    "4 refuses",
    "6 ignores",
    "7 ignores",
    "8 refuses",
  ]);
});

test("blames each of several lines of one setting, and a folder where the server knows no such setting", async () => {
  const text =
    "user = outside\n[mysqld]\nno-such = 1\nlanguage = /nowhere\nno_such = 1\ncharacter_set_server = utf8\ncharacter_set_filesystem = utf8\n";
  const verdict = await checkOptionFile(text, server("mysql"));
  assert.deepEqual(
    told(text, verdict),
    [1, 3, 4, 5, 6, 7].map((line) => `${line} refuses`),
  );
  assert.equal(verdict.gaveUp, undefined);
});

test("finds what is wrong with the lines themselves, and names no temporary file", async () => {
  const text = "early = 1\n[mysqld\nport = 1\n";
  const verdict = await checkOptionFile(text, server("mysql"));
  assert.deepEqual(told(text, verdict), ["1 refuses", "2 refuses", "3 refuses"]);
  assert.ok(verdict.messages.every((message) => !message.text.includes(tmpdir())));
});

test("accepts a good file, starts nothing and leaves nothing behind", async () => {
  const temporary = () => readdirSync(tmpdir()).filter((name) => name.startsWith("dr-check-"));
  const before = temporary();
  const good = "[mysqld]\nserver_id = 7\nsync_binlog = 1\n[client]\nport = 1\n";
  for (const flavor of ["mysql", "mariadb"] as const) {
    const verdict = await checkOptionFile(good, server(flavor));
    assert.deepEqual([verdict.accepts, verdict.messages, verdict.gaveUp], [true, [], undefined]);
  }
  assert.deepEqual(temporary(), before);
});

test("puts the server's word beside the findings", async () => {
  const path = join(folder, "my.cnf");
  writeFileSync(path, "[mysqld]\nno_such_setting = 1\nslave_net_timeout = 5\n");
  const { binary } = server("mysql");
  const { code, stdout } = await runCli(["lint", path, "--against", binary, "--format", "json"]);
  assert.equal(code, 1);
  const { findings } = JSON.parse(stdout) as {
    readonly findings: readonly { readonly code: string; readonly reaction?: string; readonly confirmed?: boolean }[];
  };
  assert.deepEqual(
    findings
      .filter(({ reaction }) => reaction)
      .map(({ code: found, reaction, confirmed }) => [found, reaction, confirmed]),
    [
      ["CNF001", "refuses", true],
      ["CNF005", "warns", true],
    ],
  );
  const text = await runCli(["lint", path, "--against", binary]);
  assert.match(
    text.stdout,
    /^MySQL \S+ was asked about 1 option file: it confirms 2 findings, says nothing of 0, and adds 0\.$/m,
  );
});

test("is no success when the server could not look at all of a file", async () => {
  const tree = join(folder, "broken");
  mkdirSync(tree);
  const program = join(tree, "mysqld");
  // A server whose installation is broken: it tells its version and can do nothing else.
  writeFileSync(
    program,
    `#!/bin/sh\ncase "$*" in *--version*) echo "mysqld  Ver 9.7.4 for Linux on x86_64" ;; *) echo "mysqld: [ERROR] Failed to find valid data directory." >&2; exit 1 ;; esac\n`,
    { mode: 0o755 },
  );
  const path = join(folder, "fine.cnf");
  writeFileSync(path, "[client]\nport = 3306\n");
  const { code, stderr } = await runCli(["lint", path, "--against", program]);
  assert.equal(code, 1);
  assert.match(stderr, /fine\.cnf: MySQL 9\.7\.4 did not look at all of it: Failed to find valid data directory\.$/m);
});

const OLD = `[mysqld]
server-id = 3
expire_logs_days = 7 # keep
query_cache_size = 64M
query_cache_type = 1
slave_net_timeout = 5
log_slave_updates
innodb_log_files_in_group = 3
innodb_log_file_size = 256M
innodb_file_format = Barracuda
sql_mode = NO_AUTO_CREATE_USER,STRICT_TRANS_TABLES
character-set-server = utf8
master_info_repository = TABLE
relay_log_info_repository = TABLE
binlog_format = ROW
default_authentication_plugin = mysql_native_password
log_warnings = 2
gtid_mode = ON
enforce_gtid_consistency = ON
`;

test("upgrades a file of 5.7 so that the real server takes it", async () => {
  const build = server("mysql");
  const from: Version = { flavor: "mysql", major: 5, minor: 7, patch: 0 };
  assert.equal((await checkOptionFile(OLD, build)).accepts, false);
  const { text, left } = upgradeOptionFile(OLD, from, build.version);
  assert.deepEqual(left, []);
  const verdict = await checkOptionFile(text, build);
  assert.deepEqual(
    verdict.messages.filter(({ reaction }) => reaction === "refuses"),
    [],
  );
  assert.equal(verdict.accepts, true);
  const path = join(folder, "old.cnf");
  writeFileSync(path, OLD);
  const { major, minor } = build.version;
  const args = ["upgrade", path, "--from", "5.7", "--to", `${major}.${minor}`, "--against", build.binary, "--write"];
  const { code, stdout } = await runCli(args);
  assert.equal(code, 0, stdout);
  assert.match(stdout, /takes the patched file\.$/m);
});
