import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { CURRENT_VERSIONS, type Lookup, lookup, optionNames, variableFacts } from "../../../core/mysql/catalogue.ts";
import { type Flavor, parseVersion, type Version } from "../../../core/mysql/flavor.ts";

function version(text: string, flavor: Flavor = "mysql"): Version {
  const parsed = parseVersion(text, flavor);
  assert.ok(parsed);
  return parsed;
}

function mysql(name: string, series: string): Lookup {
  return lookup(name, version(series));
}

function mariadb(name: string, series: string): Lookup {
  return lookup(name, version(series, "mariadb"));
}

test("knows what every current server accepts", () => {
  for (const target of CURRENT_VERSIONS) {
    for (const name of [
      "server_id",
      "datadir",
      "user",
      "socket",
      "max_connections",
      "log_bin",
      "innodb_buffer_pool_size",
    ]) {
      assert.equal(lookup(name, target).kind, "known", `${name} on ${target.flavor} ${target.major}.${target.minor}`);
    }
  }
});

test("names the first series without an option and its replacement", () => {
  assert.deepEqual(mysql("expire_logs_days", "8.4.3"), {
    kind: "removed",
    since: "8.4",
    replacement: "binlog_expire_logs_seconds",
  });
  assert.deepEqual(mysql("query_cache_size", "9.7"), { kind: "removed", since: "8.0" });
  assert.deepEqual(mysql("innodb_log_file_size", "9.7"), {
    kind: "removed",
    since: "9.7",
    replacement: "innodb_redo_log_capacity",
  });
});

test("tells a deprecated spelling from one that is gone", () => {
  assert.deepEqual(mysql("log_slave_updates", "8.4"), { kind: "deprecated", replacement: "log_replica_updates" });
  assert.deepEqual(mysql("log_slave_updates", "5.7"), { kind: "known" });
  assert.deepEqual(mariadb("log_slave_updates", "10.11"), { kind: "known" });
});

test("turns replication words back for a server that has only the old ones", () => {
  assert.deepEqual(mariadb("log_replica_updates", "11.8"), {
    kind: "unknown",
    suggestions: [],
    replacement: "log_slave_updates",
    elsewhere: "mysql",
  });
  assert.deepEqual(mysql("replica_net_timeout", "5.7"), {
    kind: "unknown",
    suggestions: [],
    replacement: "slave_net_timeout",
    addedIn: "8.0",
  });
});

test("suggests the names nearest to a misspelt one", () => {
  assert.deepEqual(mysql("max_conections", "8.4"), { kind: "unknown", suggestions: ["max_connections"] });
  assert.deepEqual(mysql("utterly_made_up_thing", "8.4"), { kind: "unknown", suggestions: [] });
});

test("takes a version between two known ones for the lower, and a newer one for the last", () => {
  assert.equal(mysql("expire_logs_days", "8.1").kind, "deprecated");
  assert.equal(mysql("innodb_log_file_size", "9.1").kind, "deprecated");
  assert.equal(mysql("innodb_log_file_size", "26.10").kind, "removed");
  assert.equal(mariadb("log_bin", "12.3").kind, "known");
  assert.equal(mysql("log_bin", "5.1").kind, "known");
});

test("accepts unique beginnings of names where the server does", () => {
  assert.deepEqual(mariadb("key_buffer", "10.11"), { kind: "abbreviation", of: "key_buffer_size" });
  assert.equal(mariadb("log", "10.11").kind, "ambiguous");
  assert.equal(mysql("key_buffer", "8.4").kind, "unknown");
});

test("leaves options of plugins to their plugins", () => {
  assert.equal(mysql("group_replication_group_seeds", "8.4").kind, "plugin");
  assert.equal(mysql("validate_password.policy", "8.4").kind, "plugin");
  assert.equal(mysql("rpl_semi_sync_master_enabled", "8.4").kind, "plugin");
  assert.equal(mysql("rpl_semi_sync_source_enabled", "9.7").kind, "plugin");
  assert.deepEqual(mysql("rpl_semi_sync_master_enabled", "9.7"), {
    kind: "unknown",
    suggestions: [],
    replacement: "rpl_semi_sync_source_enabled",
    elsewhere: "mariadb",
  });
});

test("knows the key caches of their own name", () => {
  assert.equal(mysql("hot.key_buffer_size", "8.4").kind, "known");
  assert.equal(mysql("global.max_connections", "8.4").kind, "unknown");
  assert.equal(mysql("global.max_connections", "5.7").kind, "known");
});

test("stays small", () => {
  const folder = fileURLToPath(new URL("../../../core/mysql/catalogue/data/", import.meta.url));
  const size = readdirSync(folder).reduce((sum, name) => sum + statSync(`${folder}${name}`).size, 0);
  assert.ok(size <= 150_000, `${size} bytes`);
  assert.ok(optionNames(version("8.4")).length > 500);
});

test("knows type, range, members, default and scope of a variable on each server", () => {
  assert.deepEqual(variableFacts("max_connections", version("8.4")), {
    argument: "required",
    type: "unsigned",
    scope: "global",
    dynamic: true,
    min: "1",
    max: "100000",
    default: "151",
    members: [],
    commandLine: true,
    deprecated: false,
    ignored: false,
  });
  const format = variableFacts("binlog_format", version("8.0"));
  assert.deepEqual(format?.members, ["MIXED", "STATEMENT", "ROW"]);
  assert.equal(format?.deprecated, true);
  assert.equal(variableFacts("binlog_format", version("10.11", "mariadb"))?.default, "MIXED");
  assert.equal(variableFacts("innodb_flush_log_at_trx_commit", version("10.11", "mariadb"))?.max, "3");
});

test("knows with which series a variable came and went, and what took its place", () => {
  const innodb = variableFacts("innodb_log_file_size", version("8.4"));
  assert.equal(innodb?.removed, "9.7");
  assert.equal(innodb?.introduced, undefined);
  assert.equal(variableFacts("replica_net_timeout", version("9.7"))?.introduced, "8.0");
  assert.equal(variableFacts("slave_net_timeout", version("8.4"))?.replacement, "replica_net_timeout");
  assert.equal(variableFacts("version_comment", version("8.4"))?.commandLine, false);
  assert.equal(variableFacts("zork", version("8.4")), undefined);
});
