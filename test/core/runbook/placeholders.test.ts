import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { placeholdersOf } from "../../../core/runbook/placeholders.ts";
import { spanText } from "../../../core/text/span.ts";

function placeholders(language: string, code: string): readonly string[] {
  const text = `- \`\`\`${language}\n  ${code.replaceAll("\n", "\n  ")}\n  \`\`\`\n`;
  const [step] = parseRunbook(text).steps;
  assert.ok(step);
  const found = placeholdersOf(step);
  for (const { value, span } of found) assert.equal(spanText(text, span), value);
  const blocking = step.problems.filter((problem) => problem.code === "unfilled-placeholder");
  assert.equal(blocking.length, found.length);
  return found.map(({ value }) => value);
}

for (const [language, code, expected] of [
  ["sql", "USE <database>;", ["<database>"]],
  [
    "sql",
    "CHANGE REPLICATION SOURCE TO SOURCE_HOST='<source host>', SOURCE_PORT=<port>;",
    ["'<source host>'", "<port>"],
  ],
  ["sql", "SELECT * FROM your_table WHERE a = 'xxx';", ["your_table", "'xxx'"]],
  ["sql", "SELECT * FROM `<table>`;", ["`<table>`"]],
  ["sql", "SELECT {{ a }}, '{{ b }}';", ["{{ a }}", "{{ b }}"]],
  ["sql", "SELECT a FROM t WHERE a <b AND c> 5;", []],
  ["sql", "SELECT a<b, c<>d, e<=>f FROM t;", []],
  ["sql", "SELECT '<b>text</b>', 1 /* <note> */; -- <note>", []],
  ["sh", "mysqldump <database> > backup.sql", ["<database>"]],
  ["sh", 'mysql -h "<host>" -u your_user', ['"<host>"', "your_user"]],
  ["sh", "sort <in >out; cat <<EOF >file\nx\nEOF", []],
  ["sh", "cat > index.html <<EOF\n<b>text</b>\nEOF", []],
  ["sh", "docker inspect --format '{{.State}}' a; # <note>", []],
  ["sh", "echo {{ inventory_hostname }}", ["{{ inventory_hostname }}"]],
  ["ini", "[mysqld]\nserver-id = <id>\n# <note>", ["<id>"]],
  ["failover", "action: switchover\nto: <node>", ["<node>"]],
  ["manual", "- Call <somebody>", []],
] as const) {
  test(`${expected.length === 0 ? "nothing is left to fill in" : `${expected.join(" and ")} is left to fill in`} in ${language} ${JSON.stringify(code)}`, () => {
    assert.deepEqual(placeholders(language, code), expected);
  });
}
