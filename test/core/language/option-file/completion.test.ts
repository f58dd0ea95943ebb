import assert from "node:assert/strict";
import { test } from "node:test";
import { complete } from "../../../../core/language/completion.ts";
import type { CompletionItem } from "../../../../core/language/features.ts";
import { applyEdits, contextFor, cursorIn } from "../cursor.ts";

function at(marked: string, target?: string, kind: "option-file" | "runbook" = "option-file") {
  const { analysis, text, offset } = cursorIn(kind, marked);
  const items = complete(analysis, offset, contextFor(target)).toSorted((a, b) => (a.sortText < b.sortText ? -1 : 1));
  const labels = items.map(({ label }) => label);
  return {
    items,
    labels,
    item(label: string): CompletionItem {
      const found = items.find((item) => item.label === label);
      assert.ok(found, `${label} is not among ${labels.slice(0, 20).join(", ")}`);
      return found;
    },
    /** The document after the item is chosen. */
    choose(label: string): string {
      return applyEdits(text, [this.item(label)]);
    },
  };
}

test("offers the groups that the target reads, and closes the bracket", () => {
  assert.equal(at("[my|", "mysql-8.4").choose("mysqld"), "[mysqld]");
  assert.equal(at("[my|sql]\n", "mysql-8.4").choose("mysqld-8.4"), "[mysqld-8.4]\n");
  assert.ok(!at("[|", "mysql-8.4").labels.includes("galera"));
  assert.ok(at("[|", "mariadb-10.11").labels.includes("mariadb-10.11"));
});

test("offers the settings of the target with their default, deprecated ones last", () => {
  assert.equal(at("[mysqld]\nsync|", "mysql-8.4").choose("sync_binlog"), "[mysqld]\nsync_binlog = 1");
  const found = at("[mysqld]\n|", "mysql-8.4");
  assert.equal(found.choose("innodb_buffer_pool_size"), "[mysqld]\ninnodb_buffer_pool_size = 128M");
  assert.equal(found.choose("relay_log_recovery"), "[mysqld]\nrelay_log_recovery = OFF");
  assert.ok(!found.labels.includes("gtid_strict_mode") && !found.labels.includes("expire_logs_days"));
  const deprecated = found.items.map((item) => item.deprecated === true);
  assert.equal(deprecated.indexOf(true), deprecated.lastIndexOf(false) + 1);
  assert.match(found.item("slave_net_timeout").detail ?? "", /use replica_net_timeout/);
});

test("offers what the semi-synchronous plugins would bring", () => {
  assert.ok(at("[mysqld]\n|", "mysql-8.4").labels.includes("rpl_semi_sync_source_enabled"));
  assert.ok(!at("[mysqld]\n|", "mysql-9.7").labels.includes("rpl_semi_sync_master_enabled"));
});

test("puts settings that every current server has before those that only some have", () => {
  const { labels } = at("[mysqld]\n|");
  assert.ok(labels.indexOf("sync_binlog") < labels.indexOf("gtid_mode"));
  assert.ok(labels.indexOf("gtid_mode") >= 0 && labels.indexOf("gtid_strict_mode") >= 0);
});

test("puts what the file sets already after what it does not", () => {
  const { labels } = at("[mysqld]\nserver_id = 1\n|", "mysql-8.4");
  assert.ok(labels.indexOf("server_id") > labels.indexOf("sync_binlog"));
});

test("offers the names that hold the typed letters in their order", () => {
  const { labels } = at("[mysqld]\nflush_trx|", "mysql-8.4");
  assert.deepEqual(labels, ["innodb_flush_log_at_trx_commit"]);
  assert.ok(at("|\n[mysqld]\n", "mysql-8.4").items.every(({ span }) => span.start === 0 && span.end === 0));
});

test("replaces the name alone where a value follows", () => {
  assert.equal(at("[mysqld]\nsyn|c = 1\n", "mysql-8.4").choose("sync_binlog"), "[mysqld]\nsync_binlog = 1\n");
});

test("writes dashes where the writer does, and keeps loose-", () => {
  assert.equal(at("[mysqld]\nserver-|", "mysql-8.4").choose("server-id"), "[mysqld]\nserver-id = 1");
  assert.equal(
    at("[mysqld]\nlog-bin = a\nport = 1\n|", "mysql-8.4").choose("server-id").endsWith("server-id = 1"),
    true,
  );
  assert.equal(at("[mysqld]\nloose_|", "mysql-8.4").choose("gtid_mode"), "[mysqld]\nloose_gtid_mode = OFF");
});

test("offers a client's settings in its groups, and nothing in groups of others or in comments", () => {
  assert.deepEqual(at("[client]\n|", "mysql-8.4").labels.slice(0, 2), ["user", "host"]);
  for (const text of ["[php]\n|", "[mysqld]\n# |", "[mysqld]\n; |", "[mariadb]\n|", "[mysqld]\nsync_binlog = 1 # |"])
    assert.deepEqual(at(text, "mysql-8.4").labels, [], text);
});

test("offers values: words, booleans, members of a list, flags, sizes", () => {
  assert.deepEqual(at("[mysqld]\nbinlog_format = |", "mysql-8.4").labels, ["MIXED", "STATEMENT", "ROW"]);
  assert.equal(at("[mysqld]\nbinlog_format = MI|X\n", "mysql-8.4").choose("ROW"), "[mysqld]\nbinlog_format = ROW\n");
  assert.deepEqual(at("[mysqld]\nread_only=|", "mysql-8.4").labels, ["ON", "OFF"]);
  assert.equal(
    at('[mysqld]\nsql_mode = "ANSI,NO_Z|"', "mysql-8.4").choose("NO_ZERO_DATE"),
    '[mysqld]\nsql_mode = "ANSI,NO_ZERO_DATE"',
  );
  assert.equal(
    at("[mysqld]\noptimizer_switch = mrr=on,ha|,index_merge=on", "mysql-8.0").choose("hash_join=off"),
    "[mysqld]\noptimizer_switch = mrr=on,hash_join=off,index_merge=on",
  );
  const sizes = at("[mysqld]\ninnodb_buffer_pool_size = |", "mysql-8.4").labels;
  assert.deepEqual(sizes.slice(0, 3), ["128M", "16M", "64M"]);
  assert.ok(sizes.includes("4G"));
  assert.deepEqual(at("[mysqld]\ninnodb_flush_log_at_trx_commit = |", "mysql-8.4").labels, ["1", "2", "0"]);
});

test("offers the values of the server that reads the line", () => {
  assert.deepEqual(at("[mysqld]\ngtid_mode = |", "mariadb-10.11").labels, []);
  assert.equal(at("[mysqld]\nsync_binlog = |", "mariadb-10.11").item("0").detail, "default");
});

test("offers directives after an exclamation mark", () => {
  assert.equal(at("!inc|").choose("!includedir"), "!includedir ");
});

const RUNBOOK = "---\nflavor: mysql\nversion: 8.4\n---\n# A\n\n> ```ini\n> [mysqld]\n> sync_b|\n> ```\n";

test("completes in the fragments of a runbook, for the runbook's target and in its place", () => {
  const found = at(RUNBOOK, undefined, "runbook");
  assert.equal(found.choose("sync_binlog"), RUNBOOK.replace("sync_b|", "sync_binlog = 1"));
  assert.ok(!found.labels.includes("gtid_strict_mode"));
});

test("completes in an empty fragment and on its last line, and leaves fragments of other programs alone", () => {
  assert.ok(at("# A\n\n```ini\n|\n```\n", undefined, "runbook").labels.includes("sync_binlog"));
  assert.ok(at("# A\n\n```ini\n[mysqld]\n|\n```\n", undefined, "runbook").labels.includes("sync_binlog"));
  assert.deepEqual(at("# A\n\n```ini\n[Unit]\n|\n```\n", undefined, "runbook").labels, []);
  assert.deepEqual(at("# A|\n\n```ini\n[mysqld]\n```\n", undefined, "runbook").labels, []);
});
