import assert from "node:assert/strict";
import { test } from "node:test";
import { parseVersion } from "../../../core/mysql/flavor.ts";
import { groupEvidence, readsGroup } from "../../../core/option-file/groups.ts";
import { resolveSetting } from "../../../core/option-file/resolve.ts";

const GROUPS = [
  "mysqld",
  "server",
  "MySQLD",
  "mysqld-5.7",
  "mysqld-8.4",
  "mysqld-10.11",
  "mysqld-8",
  "mariadb",
  "mariadbd",
  "mariadb-10.11",
  "mariadb-10",
  "client-server",
  "galera",
  "mysqld_safe",
  "mysqld1",
  "client",
  " mysqld",
  "embedded",
];

function groupsOf(version: string, flavor: "mysql" | "mariadb"): string {
  const server = parseVersion(version, flavor);
  assert.ok(server);
  return GROUPS.filter((group) => readsGroup(group, server)).join(" ");
}

test("knows the groups that each server reads", () => {
  assert.equal(groupsOf("5.7.42", "mysql"), "mysqld server MySQLD mysqld-5.7");
  assert.equal(groupsOf("8.4.10", "mysql"), "mysqld server MySQLD mysqld-8.4");
  assert.equal(
    groupsOf("10.11.19", "mariadb"),
    "mysqld server MySQLD mysqld-10.11 mariadb mariadbd mariadb-10.11 client-server galera",
  );
  assert.equal(groupsOf("10.3.39", "mariadb"), "mysqld server MySQLD mariadb client-server galera");
});

test("tells groups of MySQL from groups that others use too", () => {
  assert.deepEqual(["mysqld", "mysqldump", "client", "req", "core", "MySQLi"].map(groupEvidence), [
    "server",
    "client",
    "shared",
    "none",
    "none",
    "none",
  ]);
});

test("takes prefixes off until the rest is an option", () => {
  const options = new Set(["skip_name_resolve", "slow_query_log", "log_bin"]);
  const resolve = (key: string): string => {
    const { base, prefixes, known, loose } = resolveSetting(key, (name) => options.has(name));
    return [...prefixes, base, known ? "known" : "unknown", ...(loose ? ["loose"] : [])].join(" ");
  };
  assert.equal(resolve("skip_name_resolve"), "skip_name_resolve known");
  assert.equal(resolve("loose_skip_log_bin"), "loose skip log_bin known loose");
  assert.equal(resolve("disable_slow_query_log"), "disable slow_query_log known");
  assert.equal(resolve("loose_zork"), "loose zork unknown loose");
  assert.equal(resolve("zork"), "zork unknown");
});
