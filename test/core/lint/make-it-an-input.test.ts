import assert from "node:assert/strict";
import { test } from "node:test";
import { lintRunbook } from "../../../core/lint/lint.ts";
import { renderSql } from "../../../core/mysql/sql/render.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { applyEdits } from "../../support/rule-examples.ts";

/** The runbook with its placeholders made inputs, one after the other. */
function filled(text: string): string {
  let result = text;
  for (let left = 10; left > 0; left--) {
    const fix = lintRunbook(parseRunbook(result), {})
      .flatMap(({ fixes }) => fixes)
      .find(({ title }) => title.startsWith("Make it an input"));
    if (!fix) break;
    result = applyEdits(result, fix.edits);
  }
  return result;
}

const block = (language: string, code: string) => `---\nrunbook: T\n---\n\`\`\`${language} {name=a}\n${code}\n\`\`\`\n`;

/** What the server would get for the values 7 and `x'y`. */
function sent(sql: string): string {
  const runbook = parseRunbook(filled(block("sql", sql)));
  const [step] = runbook.steps;
  assert.ok(step);
  assert.deepEqual(step.problems, []);
  const types = new Map(runbook.frontMatter.inputs.map(({ name, type }) => [name, type]));
  const rendered = renderSql(step.code, (name) => {
    const type = types.get(name);
    return type === "integer" ? 7n : type === "number" ? 1.5 : type && "x'y";
  });
  assert.ok(rendered.ok, JSON.stringify(rendered));
  return rendered.text;
}

for (const [sql, expected] of [
  [
    "CHANGE REPLICATION SOURCE TO SOURCE_LOG_FILE = '<file>', SOURCE_LOG_POS=<pos>;",
    "CHANGE REPLICATION SOURCE TO SOURCE_LOG_FILE = 'x''y', SOURCE_LOG_POS=7;",
  ],
  [
    "CHANGE MASTER TO MASTER_PORT='<port>', MASTER_HEARTBEAT_PERIOD=<beat>;",
    "CHANGE MASTER TO MASTER_PORT=7, MASTER_HEARTBEAT_PERIOD=1.5;",
  ],
  [
    "SELECT * FROM <db>.<table> WHERE name = '<name>' LIMIT <n>;",
    "SELECT * FROM `x'y`.`x'y` WHERE name = 'x''y' LIMIT 7;",
  ],
  ["SELECT * FROM `<table>` ORDER BY <column> LIMIT <skip>, <n>;", "SELECT * FROM `x'y` ORDER BY `x'y` LIMIT 7, 7;"],
  [
    "SET GLOBAL server_id = <id>, GLOBAL init_connect = <text>;",
    "SET GLOBAL server_id = 7, GLOBAL init_connect = 'x''y';",
  ],
  ["DROP DATABASE IF EXISTS your_database; USE <db>;", "DROP DATABASE IF EXISTS `x'y`; USE `x'y`;"],
  ["KILL <id>; GRANT SELECT ON <db>.* TO <user>@'%';", "KILL 7; GRANT SELECT ON `x'y`.* TO 'x''y'@'%';"],
  ["SHOW BINLOG EVENTS IN '<file>' FROM <pos>;", "SHOW BINLOG EVENTS IN 'x''y' FROM 7;"],
] as const)
  test(`${sql} becomes what a server takes`, () => assert.equal(sent(sql), expected));

test("the middle of a string is left to the author", () => {
  const text = block("sql", "SELECT 'at {{ host }}';");
  assert.equal(filled(text), text);
});

test("a whole quoted template gives way with its quotes", () =>
  assert.equal(sent("SELECT '{{ host }}';"), "SELECT 'x''y';"));

test("in a script nothing is written where the shell puts nothing in", () => {
  for (const code of ["echo 'at {{ host }}'", "mysql <<END\nSELECT 1 LIMIT <n>;\nEND"]) {
    const text = block("sh", code);
    assert.equal(filled(text), text);
  }
  assert.ok(filled(block("sh", 'echo "at {{ host }}"')).includes('echo "at ${host}"'));
});

test("an input is declared in every way that inputs are written", () => {
  for (const inputs of [
    "inputs: { a: { type: string } }",
    "inputs: {}",
    "inputs:\n\n    # these\n    a: { type: string }",
    "inputs:",
    "owner: dba",
  ]) {
    const text = filled(`---\nrunbook: T\n${inputs}\n---\n\`\`\`sql\nSELECT 1 LIMIT <n>;\n\`\`\`\n`);
    const { frontMatter, problems } = parseRunbook(text);
    assert.deepEqual(problems, [], text);
    assert.equal(frontMatter.inputs.find(({ name }) => name === "n")?.type, "integer", text);
    assert.equal(frontMatter.inputs.length, inputs.includes("a:") ? 2 : 1);
  }
});

test("an input of another type is not taken for a number", () => {
  const text = "---\ninputs: { n: { type: string } }\n---\n```sql\nSELECT 1 LIMIT <n>;\n```\n";
  assert.equal(filled(text), text);
});
