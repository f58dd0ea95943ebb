import assert from "node:assert/strict";
import { test } from "node:test";
import { parseInventory } from "../../../../core/cluster/inventory.ts";
import { hoverInventory } from "../../../../core/language/inventory/hover.ts";
import { hoverRunbook } from "../../../../core/language/runbook/hover.ts";
import { parseRunbook } from "../../../../core/runbook/parse.ts";

const INVENTORY = parseInventory(`orders:
  flavor: mysql
  version: "8.4"
  production: true
  nodes:
    db1: { host: a, role: source }
    db2: { host: b, role: replica, site: fra }
`);

const TEXT = `---
cluster: orders
owner: dba
inputs:
  stop: { type: string, prompt: "Until when?" }
---
# Catch up
\`\`\`sql {name=position on=source timeout=30s rollback=undo}
-- @capture file = File
-- @expect Seconds_Behind_Source <= 1
SHOW MASTER STATUS; RESET REPLICA ALL;
SELECT @@GLOBAL.sync_binlog, WAIT_FOR_EXECUTED_GTID_SET('a', 1);
\`\`\`
\`\`\`sql {name=undo on=db2 needs=position}
SELECT \${file}, \${stop};
\`\`\`
\`\`\`failover
action: switchover
wait: 10s
\`\`\`
`;

/** What is shown over the first character of a text, the nth time it stands there. */
function over(piece: string, nth = 0): string {
  let at = -1;
  for (let count = 0; count <= nth; count++) at = TEXT.indexOf(piece, at + 1);
  const [cluster] = INVENTORY.clusters;
  const found = hoverRunbook(parseRunbook(TEXT), at, { context: cluster ? { cluster } : {} });
  if (found) assert.ok(found.span.start <= at && at < found.span.end, `the span of ${piece}`);
  return found?.markdown ?? "";
}

test("tells of a step where it runs, what it can do and why, how long it may take and how it is undone", () => {
  const shown = over("position on=");
  assert.match(shown, /step 1 of 3/);
  assert.match(shown, /runs on `db1` \(source, as the inventory intends it\)/);
  assert.match(shown, /risk: \*\*destroys\*\* .* because of `RESET REPLICA ALL`/);
  assert.match(shown, /timeout: 30s/);
  assert.match(shown, /undone by `undo`/);
  assert.match(shown, /asks before it runs/);
  assert.equal(over("position}"), shown, "where it is needed");
  assert.match(over("undo}"), /rollback of `position`: no part of the order/);
});

test("tells where a variable comes from and which steps use it", () => {
  assert.match(over("file}"), /captured by position from `File`[\s\S]*Used by `undo`/);
  assert.match(over("stop:"), /input, string, “Until when\?”[\s\S]*Used by `undo`/);
});

test("tells in which versions a statement is, and what takes its place", () => {
  assert.match(over("SHOW MASTER"), /MySQL up to before 8\.4[\s\S]*Not in MySQL 8\.4[\s\S]*SHOW BINARY LOG STATUS/);
  assert.match(over("REPLICA ALL"), /RESET REPLICA ALL[\s\S]*MySQL from 8\.0\.22, MariaDB from 10\.5\.1/);
  assert.match(over("WAIT_FOR"), /not in MariaDB/);
  assert.match(over("@@GLOBAL"), /sync_binlog/);
});

test("tells what attributes, keys, actions, annotations and nodes mean, and a column's other name", () => {
  assert.match(over("timeout="), /reported as unknown[\s\S]*Default: `60s`/);
  assert.match(over("owner:"), /Who keeps it right/);
  assert.match(over("type:"), /What may be entered/);
  assert.match(over("switchover"), /fences the source/);
  assert.match(over("wait:"), /catch up/);
  assert.match(over("expect"), /must hold on every row/);
  assert.match(over("Seconds_Behind"), /Seconds_Behind_Master/);
  assert.match(over("db2"), /b:3306, intended role replica, site fra/);
  assert.equal(over("Catch up"), "");
});

test("tells what the keys of the inventory mean", () => {
  const text = "orders:\n  flavor: mysql\n  production: true\n  nodes: { db1: { host: h, role: source } }\n";
  const at = (word: string) => hoverInventory(parseInventory(text), text, text.indexOf(word))?.markdown ?? "";
  assert.match(at("production"), /typed/);
  assert.match(at("role"), /intended role/);
  assert.match(at("db1"), /^\*\*`db1`\*\*, h:3306, intended role source/);
  assert.match(at("orders"), /^\*\*`orders`\*\*: MySQL, in production\n\n- \*\*`db1`/);
});

test("tells of a column, a node's field and the SQL of a script what they are", () => {
  const text =
    "```sql {name=a on=${n}}\n-- @expect Position > 4\nSHOW BINARY LOG STATUS;\nSELECT ${n.port};\n```\n\n" +
    '```sh {name=b}\nmysql -e "STOP REPLICA; SET GLOBAL sync_binlog = 1"\n```\n';
  const at = (word: string) =>
    hoverRunbook(parseRunbook(text), text.indexOf(word) + 1, { context: {} }) ?? {
      markdown: "",
      span: { start: 0, end: 0 },
    };
  assert.match(at("Position").markdown, /a column of `SHOW BINARY LOG STATUS`/);
  assert.match(at("port").markdown, /^\*\*`n\.port`\*\*/);
  assert.match(at("STOP").markdown, /^\*\*STOP REPLICA\*\*/);
  assert.match(at("sync_binlog").markdown, /sync_binlog/);
  const { span } = at("sync_binlog");
  assert.equal(text.slice(span.start, span.end), "sync_binlog");
});
