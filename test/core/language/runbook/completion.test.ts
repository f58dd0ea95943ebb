import assert from "node:assert/strict";
import { test } from "node:test";
import { parseInventory } from "../../../../core/cluster/inventory.ts";
import { completeInventory } from "../../../../core/language/inventory/completion.ts";
import { completeRunbook } from "../../../../core/language/runbook/completion.ts";
import { parseRunbook } from "../../../../core/runbook/parse.ts";

const INVENTORY = parseInventory(`orders:
  flavor: mysql
  version: "8.4"
  nodes:
    db1: { host: a, role: source }
    db2: { host: b, role: replica }
`);
const MARIADB = parseInventory(`orders: { flavor: mariadb, version: "11.8", nodes: { m1: { host: a } } }\n`);

const HEAD = `---
runbook: Switch
cluster: orders
inputs:
  new_source: { type: node, role: replica }
  pass: { type: secret }
---
# Switch
\`\`\`sql {name=look on=source}
-- @capture position = Position
SHOW BINARY LOG STATUS;
\`\`\`
`;

/** The labels at `|` of a text behind HEAD, best first. */
function labels(marked: string, inventory = INVENTORY, head = HEAD): readonly string[] {
  return items(marked, inventory, head).map(({ label }) => label);
}

function items(marked: string, inventory = INVENTORY, head = HEAD) {
  const text = head + marked;
  const offset = text.indexOf("|", head.length);
  const runbook = parseRunbook(text.slice(0, offset) + text.slice(offset + 1));
  const [cluster] = inventory.clusters;
  const around = { context: cluster ? { cluster } : {}, inventory };
  return [...completeRunbook(runbook, offset, around)].sort((a, b) => (a.sortText < b.sortText ? -1 : 1));
}

/** The text after the item of a label is taken. */
function accepted(marked: string, label: string): string {
  const item = items(marked).find((each) => each.label === label);
  assert.ok(item, `${label} is not offered`);
  const text = HEAD + marked.replace("|", "");
  return (text.slice(0, item.span.start) + item.newText + text.slice(item.span.end)).slice(HEAD.length);
}

test("offers attributes that are not there yet, and their values", () => {
  const keys = labels("```sql {name=x |}\nSELECT 1;\n```\n");
  assert.ok(keys.includes("on") && keys.includes("rollback") && !keys.includes("name"));
  assert.deepEqual(labels("```sql {on=|}\nSELECT 1;\n```\n"), [
    "source",
    "replica",
    "replicas",
    "all",
    "local",
    "db1",
    "db2",
    "${new_source}",
  ]);
  assert.deepEqual(labels("```sql {risk=de|}\nSELECT 1;\n```\n"), ["reads", "changes", "destroys"]);
  assert.equal(
    accepted("```sql {name=x ti|}\nSELECT 1;\n```\n", "timeout"),
    "```sql {name=x timeout=}\nSELECT 1;\n```\n",
  );
  assert.equal(
    accepted("```sql {name=x on=s| timeout=1s}\nSELECT 1;\n```\n", "source"),
    "```sql {name=x on=source timeout=1s}\nSELECT 1;\n```\n",
  );
});

test("offers attributes while the brace is open still", () => {
  assert.ok(labels("```sql {|\nSELECT 1;\n```\n").includes("timeout"));
  assert.ok(labels("```sql {name=x on=|\nSELECT 1;\n```\n").includes("db2"));
});

test("offers the names of other steps, one by one, and the point of no return", () => {
  const block = (attributes: string) => `\`\`\`sql {name=own ${attributes}}\nSELECT 1;\n\`\`\`\n`;
  assert.deepEqual(labels(block("needs=|")), ["look"]);
  assert.deepEqual(labels(block("rollback=|")), ["never", "look"]);
  assert.deepEqual(labels(block("on-fail=|")), ["stop", "continue", "look"]);
  assert.equal(accepted(block("needs=a,l|"), "look"), block("needs=a,look"));
});

test("offers variables behind ${ with the fields of nodes, and closes the brace once", () => {
  const found = labels("```sql {name=x}\nSELECT ${|;\n```\n");
  for (const name of ["new_source", "new_source.host", "pass", "position", "flavor"])
    assert.ok(found.includes(name), name);
  assert.equal(
    accepted("```sql {name=x}\nSELECT ${pos|;\n```\n", "position"),
    "```sql {name=x}\nSELECT ${position};\n```\n",
  );
  assert.equal(
    accepted("```sql {name=x}\nSELECT ${pos|};\n```\n", "position"),
    "```sql {name=x}\nSELECT ${position};\n```\n",
  );
  assert.deepEqual(labels("```sql {name=x}\nSELECT ${new_source.|};\n```\n"), ["host", "name", "port"]);
  assert.ok(labels('```bash {name=x}\nmysql -h "$new|"\n```\n').includes("new_source_host"));
});

test("offers annotations, and in them columns under both names and variables", () => {
  const block = (line: string) => `\`\`\`sql {name=x}\n${line}\nSHOW REPLICA STATUS;\n\`\`\`\n`;
  assert.deepEqual(labels(block("-- @|")), ["@expect", "@until", "@capture"]);
  const names = labels(block("-- @expect Seconds|"));
  assert.ok(names.indexOf("Seconds_Behind_Source") < names.indexOf("Seconds_Behind_Master"));
  for (const name of ["rows", "position", "Replica_IO_Running"]) assert.ok(names.includes(name), name);
  const old = labels(block("-- @expect Seconds|"), MARIADB);
  assert.ok(old.indexOf("Seconds_Behind_Master") < old.indexOf("Seconds_Behind_Source"));
  assert.deepEqual(labels(block('-- @expect Replica_IO_Running == "|')), []);
  assert.ok(labels("```bash {name=x}\n# @expect |\nls\n```\n").includes("stdout"));
});

test("offers the statements and options that the target has, and no others", () => {
  const block = (line: string) => `\`\`\`sql {name=x}\n${line}\n\`\`\`\n`;
  const mysql = labels(block("CHANGE |"));
  assert.ok(mysql.includes("REPLICATION SOURCE TO") && !mysql.includes("MASTER TO"));
  const mariadb = labels(block("CHANGE |"), MARIADB);
  assert.ok(mariadb.includes("MASTER TO") && !mariadb.includes("REPLICATION SOURCE TO"));
  const options = labels(block("CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'a', SOURCE_|"));
  assert.ok(options.includes("SOURCE_PORT") && !options.includes("SOURCE_HOST") && !options.includes("MASTER_PORT"));
  assert.ok(labels(block("CHANGE MASTER TO |"), MARIADB).includes("MASTER_USE_GTID"));
  assert.ok(labels(block("sh|")).includes("SHOW REPLICA STATUS"));
  assert.deepEqual(labels(block("SELECT 'SHOW |")), []);
});

test("offers the system variables of the target", () => {
  const block = (line: string) => `\`\`\`sql {name=x}\n${line}\n\`\`\`\n`;
  const global = labels(block("SELECT @@GLOBAL.gtid_|"));
  assert.ok(global.includes("gtid_mode") && !global.includes("gtid_strict_mode"));
  assert.ok(labels(block("SELECT @@|"), MARIADB).includes("gtid_strict_mode"));
  assert.ok(labels(block("SET GLOBAL |")).includes("super_read_only"));
});

test("offers actions and parameters of a failover block", () => {
  const block = (line: string) => `\`\`\`failover {name=x}\n${line}\n\`\`\`\n`;
  assert.deepEqual(labels(block("action: |")), ["switchover"]);
  assert.deepEqual(labels(block("action: switchover\n|")), ["to", "wait", "repl_user", "repl_password"]);
  assert.deepEqual(labels(block("action: switchover\nto: |")).toSorted(), ["${new_source}", "db1", "db2"]);
  assert.deepEqual(labels(block("action: switchover\nrepl_password: |")), ["${pass}"]);
});

test("offers the keys of the front matter, the keys and types of inputs, and clusters", () => {
  const front = (line: string) => labels(line, INVENTORY, "");
  assert.ok(front("---\nrunbook: x\n|\n---\n").includes("owner"));
  assert.ok(!front("---\nrunbook: x\n|\n---\n").includes("runbook"));
  assert.deepEqual(front("---\ncluster: |\n---\n"), ["orders"]);
  assert.deepEqual(front("---\ninputs:\n  a: { |\n---\n"), ["type", "role", "prompt", "pattern", "default"]);
  assert.ok(front("---\ninputs:\n  a: { type: s|\n---\n").includes("secret"));
  assert.ok(front("---\ninputs:\n  a:\n    type: |\n---\n").includes("node"));
  assert.deepEqual(front("---\ninputs:\n  a:\n    role: |\n---\n"), ["source", "replica"]);
});

test("offers fence languages and whole steps where a block opens, and nothing where one closes", () => {
  const open = labels("```s|\n");
  assert.ok(open.includes("sql") && open.includes("sql step") && open.includes("failover"));
  assert.match(
    accepted("````|\n", "switchover step"),
    /^````failover \{name=switchover\}\naction: switchover\nto: db2\nrepl_user: repl\nrepl_password: \$\{repl_password\}\n````/,
  );
  assert.deepEqual(labels("```text\nx\n```|\n"), []);
  assert.deepEqual(labels("Some prose |\n"), []);
});

test("offers the keys of the inventory and their values", () => {
  const at = (marked: string) =>
    completeInventory(marked.replace("|", ""), marked.indexOf("|")).map(({ label }) => label);
  assert.ok(at("orders:\n  |").includes("production"));
  assert.deepEqual(at("orders:\n  flavor: |"), ["mysql", "mariadb"]);
  assert.ok(at("orders:\n  nodes:\n    db1: { host: a, |").includes("role"));
  assert.deepEqual(at("orders:\n  nodes:\n    db1:\n      role: |"), ["source", "replica"]);
  assert.ok(at("orders:\n  tls: { verify: |").includes("identity"));
});
