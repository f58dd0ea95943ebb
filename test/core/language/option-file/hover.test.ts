import assert from "node:assert/strict";
import { test } from "node:test";
import { hover } from "../../../../core/language/hover.ts";
import { contextFor, cursorIn } from "../cursor.ts";

function at(marked: string, target?: string, kind: "option-file" | "runbook" = "option-file") {
  const { analysis, text, offset } = cursorIn(kind, marked);
  const found = hover(analysis, offset, contextFor(target));
  return found && { markdown: found.markdown, on: text.slice(found.span.start, found.span.end) };
}

function says(marked: string, target: string | undefined, ...expected: readonly RegExp[]): void {
  const found = at(marked, target);
  for (const pattern of expected) assert.match(found?.markdown ?? "", pattern);
}

test("says what a setting does, its default, its range and what it means for a recovery", () => {
  says(
    "[mysqld]\nsync_bin|log = 1",
    "mysql-8.4",
    /\*\*sync_binlog\*\*.*number.*global.*run time/,
    /RPO 0 needs it/,
    /Values: 0 to 4294967295/,
    /Default: `1`/,
    /Default of MariaDB 10\.6, 10\.11, 11\.8: `0`/,
    /refman\/8\.4\/en\/replication-options-binary-log\.html#sysvar_sync_binlog/,
  );
  assert.equal(at("[mysqld]\nsync-bin|log = 1", "mysql-8.4")?.on, "sync-binlog");
});

test("says from when a setting is deprecated or gone, and what took its place", () => {
  const text = "[mysqld]\n|expire_logs_days = 7";
  says(text, "mysql-8.4", /Deprecated in MySQL 8\.0: use `binlog_expire_logs_seconds`/, /Gone from MySQL 8\.4, 9\.7/);
  says("[mysqld]\ngtid_mode| = ON", "mariadb-10.11", /Not in MariaDB 10\.6/);
});

test("says what a prefix does, and knows the option behind it", () => {
  says("[mysqld]\nloose_gtid|_mode = ON", "mysql-8.4", /\*\*gtid_mode\*\*/, /loose_/);
  says("[mysqld]\nskip-log-bin|", "mysql-8.4", /\*\*log_bin\*\*/, /turns the option off/);
});

test("says of the old name what is known of the new one, and of semi-synchronous options that they need a plugin", () => {
  says("[mysqld]\nslave_net|_timeout = 5", "mysql-5.7", /takes it for gone/);
  says("[mysqld]\nrpl_semi_sync_source_enabled| = 1", "mysql-8.4", /Needs its plugin in MySQL 8\.0, 8\.4, 9\.7/);
});

test("links to MariaDB's own pages for a MariaDB target", () => {
  says("[mariadb]\n|gtid_strict_mode = ON", "mariadb-10.11", /https:\/\/mariadb\.com\/kb\/en\/gtid\/#gtid_strict_mode/);
});

test("says what a size comes to", () => {
  says("[mysqld]\ninnodb_buffer_pool_size = 1|G", "mysql-8.4", /`1073741824`/, /takes 5242880 \(5M\) to/);
  says("[mysqld]\ninnodb_buffer_pool_size = 1073741824|", "mysql-8.4", /\(1G\)/);
});

test("says who reads a group", () => {
  says("[mysq|ld]", "mysql-8.4", /Every MySQL and MariaDB server/);
  says("[maria|db]", "mysql-8.4", /Of the current servers: MariaDB 10\.6, 10\.11, 11\.8/, /MySQL 8\.4 passes over it/);
  says("[mysqld-|8.0]", "mysql-8.4", /series 8\.0 alone/);
  says("[un`known`|]", undefined, /No program/);
});

test("says nothing of what no server knows, of comments and of groups that the target does not read", () => {
  for (const text of ["[mysqld]\nno_such|_thing=1", "[mysqld]\n# sync_bin|log", "[mysqldump]\nquick|", "|"])
    assert.equal(at(text, "mysql-8.4"), undefined, text);
});

test("works in the fragments of a runbook", () => {
  const found = at("# A\n\n- ```ini\n  [mysqld]\n  sync_bin|log = 1\n  ```\n", undefined, "runbook");
  assert.equal(found?.on, "sync_binlog");
});
