import assert from "node:assert/strict";
import { test } from "node:test";
import { type Flavor, parseVersion } from "../../../core/mysql/flavor.ts";
import { parseOptionFile } from "../../../core/option-file/parse.ts";
import { locateMessage, readServerLog } from "../../../core/option-file/server-log.ts";

/** Line (1-based) and reaction of each message that is about a line. */
function read(server: string, text: string, output: string): readonly string[] {
  const [flavor = "mysql", series = ""] = server.split("-");
  const version = parseVersion(series, flavor as Flavor);
  assert.ok(version);
  const file = parseOptionFile(text);
  return readServerLog(output).flatMap((message) => {
    const found = locateMessage(message, file, version);
    return found ? [`${file.lines.indexOf(found.line) + 1} ${found.reaction}`] : [];
  });
}

const FILE = `[mysqld]
foo = 1
max_connections=0
slave-net-timeout=5
sync_binlog=abc
sync_binlog=2
sql_mode=ANSI,NO_ZERO_DATE
read_only=yes
loose-bar=1
max_connections 5
character-set-server=utf8
[client]
foo = 1
`;

test("finds the lines that MySQL's messages are about", () => {
  const time = "2026-01-02T03:04:05.678901Z 0";
  assert.deepEqual(
    read(
      "mysql-8.0",
      FILE,
      [
        `${time} [ERROR] [MY-000067] [Server] unknown variable 'foo=1'.`,
        `${time} [Warning] [MY-000081] [Server] option 'max_connections': unsigned value 0 adjusted to 1.`,
        `${time} [Warning] [MY-011068] [Server] The syntax 'slave_net_timeout' is deprecated and will be removed in a future release. Please use replica_net_timeout instead.`,
        `${time} [ERROR] [MY-000077] [Server] /usr/sbin/mysqld: Error while setting value 'abc' to 'sync_binlog'.`,
        `${time} [Warning] [MY-000000] [Server] 'NO_ZERO_DATE' is deprecated and will be removed in a future release.`,
        `${time} [Warning] [MY-000000] [Server] option 'read_only': boolean value 'yes' was not recognized. Set to OFF.`,
        `${time} [Warning] [MY-000070] [Server] unknown variable 'loose-bar=1'.`,
        `${time} [ERROR] [MY-000068] [Server] unknown option '--max_connections 5'.`,
        `${time} [Warning] [MY-013242] [Server] --character-set-server: 'utf8' is currently an alias for the character set UTF8MB3.`,
        "mysqld: [ERROR] Found option without preceding group in config file /x/my.cnf at line 3.",
      ].join("\n"),
    ),
    [
      "2 refuses",
      "3 adjusts",
      "4 warns",
      "5 refuses",
      "7 warns",
      "8 ignores",
      "9 ignores",
      "10 refuses",
      "11 warns",
      "3 refuses",
    ],
  );
});

test("finds the lines that MariaDB's messages are about, abbreviated names too", () => {
  assert.deepEqual(
    read(
      "mariadb-10.11",
      "[mariadb]\ninnodb_file_format=x\ninnodb_buffer_pool_instance=1\nlog=1\n",
      [
        "2026-01-02  3:04:05 0 [Warning] 'innodb-file-format' was removed. It does nothing now and exists only for compatibility with old my.cnf files.",
        "2026-01-02 13:04:05 0 [Warning] 'innodb-buffer-pool-instances' was removed. It does nothing now and exists only for compatibility with old my.cnf files.",
        "2026-01-02 13:04:05 0 [ERROR] /usr/sbin/mariadbd: ambiguous option '--log=1' (log-basename, log_tc_size)",
      ].join("\r\n"),
    ),
    ["2 ignores", "3 ignores", "4 refuses"],
  );
});

test("blames no line for what the machine of the check lacks, nor a line that this server does not read", () => {
  assert.deepEqual(
    read(
      "mariadb-10.11",
      "[client]\nfoo=1\n[mysqld]\nplugin_load=a\nmax_connections=9\n",
      [
        "2026-01-02 13:04:05 0 [ERROR] mariadbd: unknown variable 'foo=1'",
        "2026-01-02 13:04:05 0 [Warning] Changed limits: max_open_files: 20000  max_connections: 9 (was 99)",
        "2026-01-02 13:04:05 0 [ERROR] Couldn't load plugins from 'a.so'.",
        "[ERROR] Aborting",
        "a line of something else",
      ].join("\n"),
    ),
    [],
  );
});

test("prefers the line that spells a name as the message does", () => {
  const file = "[mysqld]\nslave_parallel_workers=4\nslave-parallel-workers = 2\n";
  const said = "The syntax 'slave_parallel_workers' is deprecated and will be removed in a future release.";
  const stamp = "2026-01-02T03:04:05.678901Z 0 [Warning] [MY-011068] [Server]";
  assert.deepEqual(read("mysql-9.7", file, `${stamp} ${said}`), ["2 warns"]);
});
