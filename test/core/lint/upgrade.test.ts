import assert from "node:assert/strict";
import { test } from "node:test";
import { upgradeOptionFile } from "../../../core/lint/upgrade.ts";
import { type Flavor, parseVersion, type Version } from "../../../core/mysql/flavor.ts";

function version(text: string, flavor: Flavor = "mysql"): Version {
  const found = parseVersion(text, flavor);
  assert.ok(found);
  return found;
}

function upgrade(body: string, from: string, to: string, flavor: Flavor = "mysql") {
  return upgradeOptionFile(body, version(from, flavor), version(to, flavor));
}

test("replaces what has a successor, converts its value, and keeps comments and line numbers", () => {
  const { text, changes, left } = upgrade(
    "[mysqld]\n# keep\nexpire_logs_days=7 # a week\nslave_net_timeout = 5\nlog-slave-updates\n",
    "5.7",
    "8.4",
  );
  assert.equal(
    text,
    "[mysqld]\n# keep\nbinlog_expire_logs_seconds=604800 # a week\nreplica_net_timeout = 5\nlog-replica-updates\n",
  );
  assert.deepEqual(
    changes.map(({ line, reaction, action }) => [line, reaction, action]),
    [
      [2, "refuses", "replaced"],
      [3, "warns", "replaced"],
      [4, "warns", "replaced"],
    ],
  );
  assert.deepEqual(left, []);
});

test("comments out what has none, and says why", () => {
  const { text, changes } = upgrade("[mysqld]\nquery_cache_size=64M\r\n", "5.7", "8.4");
  assert.equal(text, "[mysqld]\n# MySQL 8.4 refuses this: query_cache_size=64M\r\n");
  assert.equal(changes[0]?.action, "commented-out");
  assert.match(changes[0]?.message ?? "", /no query cache/);
});

test("makes one capacity of the size and number of redo log files, in either order", () => {
  const wanted = /^innodb_redo_log_capacity = 768M$/m;
  assert.match(
    upgrade("[mysqld]\ninnodb_log_file_size=256M\ninnodb_log_files_in_group=3\n", "8.4", "9.7").text,
    wanted,
  );
  assert.match(
    upgrade("[mysqld]\ninnodb_log_files_in_group=3\ninnodb_log_file_size=256M\n", "8.4", "9.7").text,
    wanted,
  );
  assert.match(
    upgrade("[mysqld]\ninnodb_log_file_size=1G\n", "8.4", "9.7").text,
    /^innodb_redo_log_capacity = 2048M$/m,
  );
});

test("takes from a list the words that are gone, and leaves the others", () => {
  const { text } = upgrade("[mysqld]\nsql_mode = NO_AUTO_CREATE_USER,ANSI\n", "5.7", "8.4");
  assert.equal(text, "[mysqld]\nsql_mode = ANSI\n");
});

test("lists the defaults that change, but not those that the file sets", () => {
  const names = (body: string): readonly string[] => upgrade(body, "5.7", "8.4").defaults.map(({ name }) => name);
  assert.ok(names("[mysqld]\n").includes("log_bin") && names("[mysqld]\n").includes("binlog_expire_logs_seconds"));
  assert.ok(!names("[mysqld]\nskip-log-bin\n").includes("log_bin"));
  assert.ok(!names("[mysqld]\nexpire_logs_days=3\n").includes("binlog_expire_logs_seconds"));
  assert.ok(
    upgrade("[mysqld]\n", "8.4", "9.7").defaults.some(
      ({ name, from, to }) => name === "gtid_mode" && from === "OFF" && to === "ON",
    ),
  );
});

test("leaves a file alone in which nothing has to change", () => {
  const body = "[mysqld]\nserver_id = 1\n[client]\nport = 1\n";
  const { text, changes } = upgrade(body, "8.0", "8.4");
  assert.equal(text, body);
  assert.deepEqual(changes, []);
});

test("upgrades MariaDB's files", () => {
  const { text, left } = upgrade(
    "[mariadb]\ninnodb_buffer_pool_size=1G\nbinlog_optimise=1\n",
    "10.6",
    "11.8",
    "mariadb",
  );
  assert.match(text, /^# MariaDB 11\.8 refuses this: binlog_optimise=1$/m);
  assert.deepEqual(left, []);
});
