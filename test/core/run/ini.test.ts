import assert from "node:assert/strict";
import { test } from "node:test";
import { driftWords } from "../../../core/run/drift-words.ts";
import { sameBinaryLog, sameOptionValue } from "../../../core/run/option-values.ts";
import { rows, world } from "./memory-ports.ts";

test("sizes, switches and sets are the same in every spelling", () => {
  for (const [written, live] of [
    ["16M", "16777216"],
    ["on", "ON"],
    ["1", "ON"],
    ["TRUE", "ON"],
    ["0", "OFF"],
    ["0.5", "0.500000"],
    ["B,A", "a,b"],
    ["/var/lib/mysql", "/var/lib/mysql/"],
    [undefined, "ON"],
  ] as const) {
    assert.ok(sameOptionValue(written, live), `${written} is ${live}`);
  }
  for (const [written, live] of [
    ["16M", "16"],
    ["ON", "OFF"],
    ["2", "ON"],
    ["a", "b"],
  ] as const) {
    assert.ok(!sameOptionValue(written, live), `${written} is not ${live}`);
  }
});

test("a binary log's name is the same with its folder and without its extension", () => {
  const basename = "/var/lib/mysql/binlog";
  for (const written of ["binlog", "binlog.log", "./binlog", "/var/lib/mysql/binlog", "/var/lib/mysql/binlog.000001"])
    assert.ok(sameBinaryLog(written, basename), written);
  for (const written of ["log", "/var/log/binlog", "mysql/log"]) assert.ok(!sameBinaryLog(written, basename), written);
});

test("an option-file fragment is compared with the live server and changes nothing", async () => {
  const w = world();
  const live = rows(
    ["Variable_name", "Value"],
    ["sync_binlog", "0"],
    ["skip_name_resolve", "ON"],
    ["max_connections", "151"],
    ["log_bin", "ON"],
    ["log_bin_basename", "/var/lib/mysql/binlog"],
    ["binlog_format", "ROW"],
    ["report_password", "hunter2"],
  );
  const origins = rows(
    ["VARIABLE_NAME", "VARIABLE_SOURCE", "VARIABLE_PATH", "SET_USER", "persisted"],
    ["sync_binlog", "GLOBAL", "/etc/my.cnf", null, null],
    ["skip_name_resolve", "COMPILED", "", null, null],
    ["report_password", "DYNAMIC", "", "dba", "report_password"],
  );
  w.nodes.db1.answer = (statement) =>
    statement === "SHOW GLOBAL VARIABLES" ? live : /variables_info/.test(statement) ? origins : undefined;
  const text =
    "```ini {name=conf}\n[mysqld]\nsync-binlog = 1\nskip-name-resolve\nuser = mysql\nlog_bin = binlog\nbinlog_format\nreport_password = hunter3\n[mysql]\nmax_connections=1\n```\n";
  assert.equal((await w.run(text)).status, "succeeded");
  const origin =
    /^SELECT [\w., ]+ FROM performance_schema.variables_info i LEFT JOIN performance_schema.persisted_variables p ON [\w.= ]+$/;
  assert.equal(w.nodes.db1.asked.length, 2);
  assert.match(w.nodes.db1.asked[1] ?? "", origin);
  const [shown] = w.events.flatMap((event) =>
    event.type === "statement-finished" ? [event.statement.resultSets[0]?.rows] : [],
  );
  assert.deepEqual(shown, [
    ["sync-binlog", "1", "0", "file /etc/my.cnf", "differs"],
    ["skip-name-resolve", "ON", "ON", "compiled", "same"],
    ["user", "mysql", null, null, "not a variable"],
    ["log_bin", "binlog", "/var/lib/mysql/binlog", null, "same"],
    ["binlog_format", null, "ROW", null, "no value written"],
    ["report_password", "<redacted>", "<redacted>", "dynamic, by dba, persisted", "differs"],
  ]);
  const [finished] = w.events.flatMap((event) => (event.type === "step-finished" ? [event.outcome] : []));
  assert.ok(finished?.status === "succeeded");
  assert.equal(driftWords(finished.evidence)?.text, "db1: 2 of 6 settings differ");
  assert.ok(
    w.events.some((event) => event.type === "notice" && /db1: sync-binlog, report_password differ/.test(event.text)),
  );
});

test("an expectation on a fragment can demand that nothing differs", async () => {
  const w = world();
  w.nodes.db1.answer = (statement) =>
    statement === "SHOW GLOBAL VARIABLES" ? rows(["n", "v"], ["sync_binlog", "0"]) : undefined;
  const result = await w.run('```ini {name=conf}\n# @expect state == "same"\n[mysqld]\nsync_binlog = 1\n```\n');
  assert.equal(result.status, "failed");
  assert.match(result.message ?? "", /state = "differs"/);
});

test("an author can demand that there is no drift", async () => {
  for (const [value, status] of [
    ["0", "failed"],
    ["1", "succeeded"],
  ] as const) {
    const w = world();
    w.nodes.db1.answer = (statement) =>
      statement === "SHOW GLOBAL VARIABLES" ? rows(["n", "v"], ["sync_binlog", value]) : undefined;
    const result = await w.run("```ini {name=conf}\n# @expect drift == 0\n[mysqld]\nsync_binlog = 1\n```\n");
    assert.equal(result.status, status);
  }
});
