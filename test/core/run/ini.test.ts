import assert from "node:assert/strict";
import { test } from "node:test";
import { sameOptionValue } from "../../../core/run/option-values.ts";
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

test("an option-file fragment is compared with the live server and changes nothing", async () => {
  const w = world();
  const live = rows(
    ["Variable_name", "Value"],
    ["sync_binlog", "0"],
    ["skip_name_resolve", "ON"],
    ["max_connections", "151"],
  );
  w.nodes.db1.answer = (statement) => (statement === "SHOW GLOBAL VARIABLES" ? live : undefined);
  const text =
    "```ini {name=conf}\n[mysqld]\nsync-binlog = 1\nskip-name-resolve\nuser = mysql\n[mysql]\nmax_connections=1\n```\n";
  assert.equal((await w.run(text)).status, "succeeded");
  assert.deepEqual(w.nodes.db1.asked, ["SHOW GLOBAL VARIABLES"]);
  const [shown] = w.events.flatMap((event) =>
    event.type === "statement-finished" ? [event.statement.resultSets[0]?.rows] : [],
  );
  assert.deepEqual(shown, [
    ["sync-binlog", "1", "0", "differs"],
    ["skip-name-resolve", "ON", "ON", "same"],
    ["user", "mysql", null, "not a variable"],
  ]);
  assert.ok(w.events.some((event) => event.type === "notice" && /db1: sync-binlog differ/.test(event.text)));
});

test("an expectation on a fragment can demand that nothing differs", async () => {
  const w = world();
  w.nodes.db1.answer = (statement) =>
    statement === "SHOW GLOBAL VARIABLES" ? rows(["n", "v"], ["sync_binlog", "0"]) : undefined;
  const result = await w.run('```ini {name=conf}\n# @expect state == "same"\n[mysqld]\nsync_binlog = 1\n```\n');
  assert.equal(result.status, "failed");
  assert.match(result.message ?? "", /state = "differs"/);
});
