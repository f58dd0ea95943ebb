import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import type { Step } from "../../../core/runbook/types.ts";

function stepOf(text: string): Step {
  const [step] = parseRunbook(text).steps;
  assert.ok(step);
  return step;
}

function codesOf(text: string): readonly string[] {
  return stepOf(text).problems.map(({ code }) => code);
}

for (const info of ["sql name=port on=replica", "sql {name=port} on=replica", "SQL on='db 2'", "sql,on=replica"])
  test(`attributes without braces keep the step of \`${info}\` from running somewhere else`, () =>
    assert.deepEqual(codesOf(`\`\`\`${info}\nSELECT 1;\n\`\`\`\n`), ["bare-attributes"]));

for (const info of ['sql title="a.sql"', "sql {1,3}", "sql {name=a linenos=true}"])
  test(`\`${info}\` is how other tools write, and runs`, () =>
    assert.ok(!codesOf(`\`\`\`${info}\nSELECT 1;\n\`\`\`\n`).includes("bare-attributes")));

for (const [info, language, code] of [
  ["sqll {on=source}", "sql", "unknown-language"],
  ["mysqll {name=a}", "mysql", "unknown-language"],
  ["{.sql on=source}", "sql", "language-in-braces"],
  ["{.numberLines .bash name=x}", "bash", "language-in-braces"],
] as const)
  test(`\`${info}\` is a step that does not run, not a text`, () => {
    const step = stepOf(`\`\`\`${info}\nSELECT 1;\n\`\`\`\n`);
    assert.equal(step.language, language);
    assert.deepEqual(
      step.problems.map((problem) => problem.code),
      [code],
    );
  });

for (const info of ["python {name=x}", "fish {name=x}", "psql {on=db1}", "{.sql .numberLines}", "rust,ignore", "yml"])
  test(`\`${info}\` is a text`, () => assert.equal(parseRunbook(`\`\`\`${info}\nSELECT 1;\n\`\`\`\n`).steps.length, 0));

for (const code of [
  "/* @expect a == 2 */\nSELECT 1 AS a;",
  "/*\n * @expect a == 2\n */\nSELECT 1 AS a;",
  "-- @ expect a == 2\nSELECT 1 AS a;",
  "// @expect a == 2\nSELECT 1 AS a;",
  "--@expect a == 2\nSELECT 1 AS a;",
])
  test(`a check that is none keeps ${JSON.stringify(code)} from running`, () => {
    const step = stepOf(`\`\`\`sql\n${code}\n\`\`\`\n`);
    assert.deepEqual(step.expectations, []);
    assert.ok(step.problems.some((problem) => problem.code === "unread-annotation"));
  });

test("a check behind a command keeps the script from running", () =>
  assert.deepEqual(codesOf("```bash\ntrue # @expect exit == 3\n```\n"), ["unread-annotation"]));

test("a text in quotes or in a here-document is no check", () => {
  const code = "cat > x <<EOF\n# @expect exit == 1\nit's\nEOF\necho '\n# @expect exit == 2\n'\n# @expect exit == 0";
  const step = stepOf(`\`\`\`bash\n${code}\n\`\`\`\n`);
  assert.deepEqual(
    step.expectations.map(({ expression }) => expression),
    ["exit == 0"],
  );
  assert.deepEqual(step.problems, []);
});

test("words of other tools behind an @ are comments", () =>
  assert.deepEqual(codesOf("```sql\n-- @author me\n/* @param a */\nSELECT '/* @expect a */';\n```\n"), []));

test("output that was pasted behind a command is never sent", () => {
  const frame = "+---+\n| 1 |\n+---+\n1 row in set (0.00 sec)";
  const step = stepOf(`> \`\`\`sql\n> SELECT 1;\n${frame.replace(/^/gm, "> ")}\n> SELECT 2;\n> \`\`\`\n`);
  assert.deepEqual(
    step.problems.map(({ code }) => code),
    ["pasted-output"],
  );
  assert.deepEqual(codesOf("```sql\nSELECT '\n+---+\n';\n```\n"), []);
  assert.deepEqual(codesOf("```bash\necho '\n+---+\n'\ncat <<EOF\n+---+\nEOF\n```\n"), []);
});

test("the end of a pasted session is no command, one of a block without prompts is", () => {
  assert.equal(stepOf("```sql\nmysql> SELECT 1;\nmysql> exit\nBye\n```\n").code, "SELECT 1;");
  assert.deepEqual(codesOf("```sql\nSELECT 1;\nexit\n```\n"), ["client-command"]);
});
