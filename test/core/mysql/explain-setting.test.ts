import assert from "node:assert/strict";
import { test } from "node:test";
import { tablesOf } from "../../../core/mysql/catalogue/table.ts";
import { describedSettings, describeSetting } from "../../../core/mysql/descriptions.ts";
import { explainSetting, withSuffix } from "../../../core/mysql/explain-setting.ts";
import { manualPage } from "../../../core/mysql/manual.ts";
import { isPluginOption } from "../../../core/mysql/plugin-options.ts";
import { synonyms } from "../../../core/mysql/renames.ts";

const mysql84 = { flavor: "mysql", major: 8, minor: 4, patch: 0 } as const;
const mariadb = { flavor: "mariadb", major: 10, minor: 11, patch: 0 } as const;

test("describes only settings that some server has, each in whole sentences", () => {
  const tables = [...tablesOf("mysql"), ...tablesOf("mariadb")];
  // Of later series, or nothing but a prefix before a setting.
  const beside = ["binlog_storage_engine", "skip_log_bin", "disable_log_bin", "replica_sql_skip_counter"];
  for (const name of describedSettings()) {
    const names = [name, ...synonyms(name)];
    const isKnown = tables.some(({ records, version }) =>
      names.some((each) => records.has(each) || isPluginOption(each, version)),
    );
    assert.ok(isKnown || beside.includes(name), name);
    const { meaning, recovery } = describeSetting(name) ?? { meaning: "" };
    assert.match(meaning, /^[A-Z].{6,159}\.$/, name);
    if (recovery !== undefined) assert.match(recovery, /^(`|[A-Za-z0-9]).{6,199}\.$/, name);
  }
});

test("says what a recovery needs to know of at least 120 settings, under the old names too", () => {
  const known = describedSettings().filter((name) => describeSetting(name)?.recovery !== undefined);
  assert.ok(known.length >= 120, String(known.length));
  assert.deepEqual(describeSetting("slave_net_timeout"), describeSetting("replica_net_timeout"));
});

test("explains for the target, and from the nearest server where the target has no such setting", () => {
  const gone = explainSetting("expire_logs_days", mysql84);
  assert.equal(gone?.lookup.kind, "removed");
  assert.equal(gone.facts?.default, "0");
  assert.equal(explainSetting("no_such_setting", mysql84), undefined);
});

test("leads to the page of the manual that has the setting", () => {
  assert.equal(
    manualPage("innodb_buffer_pool_size", mysql84),
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-parameters.html#sysvar_innodb_buffer_pool_size",
  );
  assert.equal(
    manualPage("binlog_do_db", mysql84),
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#option_mysqld_binlog-do-db",
  );
  assert.equal(manualPage("gtid_strict_mode", mariadb), "https://mariadb.com/kb/en/gtid/#gtid_strict_mode");
});

test("writes bytes as a person does", () => {
  assert.deepEqual(["134217728", "1073741824", "1000000", "1536", "512", "18446744073709551615", "0"].map(withSuffix), [
    "128M",
    "1G",
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
