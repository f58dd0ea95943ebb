import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import type { Step } from "../../../core/runbook/types.ts";
import { spanText } from "../../../core/text/span.ts";

const seed = readFileSync(new URL("../../fixtures/seed.md", import.meta.url), "utf8");

function only(text: string): Step {
  const { steps } = parseRunbook(text);
  assert.equal(steps.length, 1);
  return steps[0] as Step;
}

/** Each unit of the code must be the unit of the document that its offset names. */
function checkOffsets(text: string, step: Step): void {
  assert.equal(step.codeOffsets.length, step.code.length + 1);
  for (let i = 0; i < step.code.length; i++) {
    const unit = text[step.codeOffsets[i] ?? -1];
    if (step.code[i] === "\n") assert.match(unit ?? "", /[\r\n]/);
    else if (step.code[i] === " ") assert.match(unit ?? "", /[ \t]|[^\r\n]/);
    else assert.equal(unit, step.code[i]);
  }
  for (let i = 1; i < step.codeOffsets.length; i++) {
    assert.ok((step.codeOffsets[i] ?? 0) >= (step.codeOffsets[i - 1] ?? 0));
  }
}

function codes(text: string): readonly string[] {
  return parseRunbook(text).problems.map((problem) => problem.code);
}

test("a document without any annotation gives one step per block, named from its heading", () => {
  const { steps, problems, frontMatter } = parseRunbook(seed);
  assert.deepEqual(
    steps.map((step) => `${step.name} ${step.language}`),
    [
      "master-slave-replication ini",
      "master-slave-replication-2 sql",
      "master-slave-replication-3 ini",
      "master-slave-replication-4 sql",
      "replication-lag-monitoring sql",
      "logical-backup-mysqldump bash",
      "logical-backup-mysqldump-2 bash",
      "logical-backup-mysqldump-3 bash",
      "physical-backup-file-system-copy bash",
      "binary-log-backups-point-in-time-recovery bash",
      "automated-backup-script bash",
    ],
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(frontMatter, { inputs: [] });
  for (const step of steps) {
    checkOffsets(seed, step);
    assert.equal(step.code, spanText(seed, step.block.contentSpan).replace(/\n$/, ""));
  }
});

const containers = [
  ["at the top level", (code: string) => code],
  ["in a list", (code: string) => `1. ${code.replace(/\n(?=.)/g, "\n   ")}`],
  ["in a block quote", (code: string) => code.replace(/^/gm, "> ")],
  ["in a list in a block quote", (code: string) => `> - ${code.replace(/\n/g, "\n>   ")}`],
  ["indented by two columns", (code: string) => code.replace(/^/gm, "  ")],
] as const;
for (const [where, wrap] of containers) {
  for (const [endings, end] of [
    ["LF", "\n"],
    ["CRLF", "\r\n"],
  ] as const) {
    for (const marks of ["```", "~~~", "`````"]) {
      test(`reads a block ${where} with ${marks} and ${endings}`, () => {
        const text = wrap(`${marks}sql\nSELECT 1,\n\n  2;\n${marks}`).replaceAll("\n", end);
        const step = only(text);
        assert.equal(step.code, "SELECT 1,\n\n  2;");
        assert.equal(step.block.closed, true);
        assert.deepEqual(step.problems, []);
        checkOffsets(text, step);
        assert.equal(spanText(text, step.block.languageSpan), "sql");
      });
    }
  }
}

test("reads a block behind a byte order mark and front matter", () => {
  const text = "\ufeff---\r\nrunbook: Check\r\n---\r\n```sql\r\nSELECT 1;\r\n```";
  const runbook = parseRunbook(text);
  assert.equal(runbook.frontMatter.title?.value, "Check");
  assert.equal(spanText(text, runbook.frontMatter.title?.span ?? { start: 0, end: 0 }), "Check");
  assert.equal(runbook.steps[0]?.code, "SELECT 1;");
});

test("a block that is never closed is a problem of its step", () => {
  const step = only("## Drop\n```sql\nDROP TABLE t;\n\nNow call the manager.\n");
  assert.equal(step.block.closed, false);
  assert.deepEqual(
    step.problems.map((problem) => problem.code),
    ["unclosed-fence"],
  );
});

test("a list item ends its unclosed block, and the blocks behind it are still read", () => {
  const { steps } = parseRunbook("- ```sql\n  SELECT 1;\n\n## Next\n```sql\nSELECT 2;\n```\n");
  assert.deepEqual(
    steps.map((step) => [step.code, step.block.closed]),
    [
      ["SELECT 1;", false],
      ["SELECT 2;", true],
    ],
  );
});

test("a heading inside a long block does not end it", () => {
  const filler = "## comment of the shell\n".repeat(400);
  const step = only(`${"word\n".repeat(500)}\n\`\`\`sh\n${filler}echo\n\`\`\`\n`);
  assert.equal(step.code, `${filler}echo`);
});

test("a heading inside raw HTML does not make its block a step", () => {
  const filler = `${"word\n".repeat(500)}\n`;
  const { steps } = parseRunbook(
    `${filler}<!--\n## Old\n${filler}## Older\n\`\`\`sql\nDROP TABLE t;\n\`\`\`\n-->\n\n## New\n\`\`\`sql\nSELECT 1;\n\`\`\`\n`,
  );
  assert.deepEqual(
    steps.map((step) => step.code),
    ["SELECT 1;"],
  );
});

test("a fence of another language is text", () => {
  assert.deepEqual(parseRunbook("```json\n{}\n```\n\n```\nls\n```\n\n    mysql\n").steps, []);
});

test("reads all attributes", () => {
  const text =
    '```sql {name=a on=${new_source} database="my db" timeout=1m30s retry=3x500ms needs="b c" when=\'x == 1\' confirm="Really?" approve=1 risk=destroys on-fail=b rollback=c}\nDO 1;\n```\n```sql {name=b}\nDO 1\n```\n```sql {name=c}\nDO 1\n```\n';
  const { attributes, problems, variables } = parseRunbook(text).steps[0] as Step;
  assert.deepEqual(problems, []);
  assert.equal(attributes.name?.value, "a");
  assert.equal(attributes.on?.value, "${new_source}");
  assert.equal(attributes.database?.value, "my db");
  assert.equal(attributes.timeoutMs?.value, 90_000);
  assert.deepEqual(attributes.retry?.value, { times: 3, pauseMs: 500 });
  assert.deepEqual(
    attributes.needs?.map((need) => [need.value, spanText(text, need.span)]),
    [
      ["b", "b"],
      ["c", "c"],
    ],
  );
  assert.equal(attributes.when?.value, "x == 1");
  assert.equal(attributes.confirm?.value, "Really?");
  assert.equal(attributes.approve?.value, 1);
  assert.equal(attributes.risk?.value, "destroys");
  assert.equal(attributes.onFail?.value, "b");
  assert.equal(attributes.rollback?.value, "c");
  assert.deepEqual(
    variables.map((use) => [use.name, use.as, spanText(text, use.span)]),
    [["new_source", "plain", "${new_source}"]],
  );
});

test("reads attributes in JSON, with the place of each", () => {
  const text = '```sql {"name":"position","timeout":"30s","needs":[]}\nSELECT 1;\n```\n';
  const { attributes, problems } = only(text);
  assert.deepEqual(problems, []);
  assert.equal(attributes.name?.value, "position");
  assert.equal(spanText(text, attributes.name?.span ?? { start: 0, end: 0 }), "position");
  assert.equal(attributes.timeoutMs?.value, 30_000);
});

test("a bare confirm asks, and keys of other tools are kept but are no problem", () => {
  const { attributes, problems } = only("```sql {confirm linenos=true .wide}\nSELECT 1;\n```\n");
  assert.equal(attributes.confirm?.value, true);
  assert.deepEqual(
    attributes.unknown.map((each) => each.key),
    ["linenos", ".wide"],
  );
  assert.deepEqual(problems, []);
});

for (const [fence, code, at] of [
  ["sql {confrim=true}", "unknown-attribute", "confrim"],
  ["sql {on_fail=stop}", "unknown-attribute", "on_fail"],
  ["sql {timeout=fast}", "bad-duration", "fast"],
  ["sql {timeout=0s}", "bad-duration", "0s"],
  ["sql {retry=3}", "bad-attributes", "3"],
  ["sql {risk=none}", "bad-attributes", "none"],
  ["sql {approve=two}", "bad-attributes", "two"],
  ['sql {name="a b"}', "bad-attributes", "a b"],
  ["sql {name=a name=b}", "bad-attributes", "b"],
  ["sql {name=}", "bad-attributes", ""],
  ["sql {timeout}", "bad-attributes", "timeout"],
  ["sql {name=a", "bad-attributes", "{name=a"],
  ['sql {"name":}', "bad-attributes", '{"name":}'],
  ["sql {needs=nothing}", "unknown-step", "nothing"],
  ['sql {when="a =="}', "bad-expression", "a =="],
  ["sql DROP TABLE t;", "text-on-fence", "DROP TABLE t;"],
  ["sql {on=${}}", "bad-variable", "${}"],
] as const) {
  test(`reports ${code} for the fence \`${fence}\``, () => {
    const text = `\`\`\`${fence}\nSELECT 1;\n\`\`\`\n`;
    const { problems } = only(text);
    assert.deepEqual(
      problems.map((problem) => [problem.code, spanText(text, problem.span)]),
      [[code, at]],
    );
  });
}

test("a second step of the same name is a problem of that step", () => {
  const { steps } = parseRunbook("```sql {name=a}\nSELECT 1\n```\n```sql {name=a}\nSELECT 1\n```\n");
  assert.deepEqual(
    steps.map((step) => step.problems.map((problem) => problem.code)),
    [[], ["duplicate-name"]],
  );
});

test("a counted name leaves out names that the document gives itself", () => {
  const { steps } = parseRunbook("# Lag\n```sql\nSELECT 1\n```\n```sql {name=lag}\nSELECT 1\n```\n");
  assert.deepEqual(
    steps.map((step) => step.name),
    ["lag-2", "lag"],
  );
});

test("reads expectations, one condition to wait for, and captures, with their places", () => {
  const text =
    '> ```sql\n> -- @expect Replica_IO_Running == "Yes"\n> SHOW REPLICA STATUS; -- @expect rows == 1\n> -- @until Seconds_Behind_Source <= 1 every 2s\n> # @capture file = File\n> -- @capture half = Position / 2\n> ```\n';
  const step = only(text);
  assert.deepEqual(step.problems, []);
  assert.deepEqual(
    step.expectations.map((each) => [each.expression, spanText(text, each.span)]),
    [
      ['Replica_IO_Running == "Yes"', 'Replica_IO_Running == "Yes"'],
      ["rows == 1", "rows == 1"],
    ],
  );
  assert.equal(step.until?.expression, "Seconds_Behind_Source <= 1");
  assert.equal(step.until?.everyMs, 2000);
  assert.equal(spanText(text, step.until?.span ?? { start: 0, end: 0 }), "Seconds_Behind_Source <= 1");
  assert.deepEqual(
    step.captures.map((each) => [each.name, each.expression]),
    [
      ["file", "File"],
      ["half", "Position / 2"],
    ],
  );
});

test("an annotation inside a string is data", () => {
  assert.deepEqual(only("```sql\nINSERT INTO t VALUES ('\n-- @expect rows == 7\n');\n```\n").expectations, []);
});

for (const [line, code, at] of [
  ["-- @expect a ==", "bad-expression", "a =="],
  ["-- @expects a == 1", "bad-annotation", "-- @expects a == 1"],
  ["-- @until a == 1", "bad-annotation", "a == 1"],
  ["-- @until a == 1 every moon", "bad-duration", "a == 1 every moon"],
  ["-- @capture Position", "bad-annotation", "Position"],
  ["-- @capture a = b c", "bad-expression", "c"],
  ["-- @author = me", undefined, ""],
] as const) {
  test(`${code ? `reports ${code} for` : "leaves alone"} the annotation \`${line}\``, () => {
    const text = `\`\`\`sql\n${line}\nSELECT 1;\n\`\`\`\n`;
    const { problems } = only(text);
    assert.deepEqual(
      problems.map((problem) => [problem.code, spanText(text, problem.span)]),
      code ? [[code, at]] : [],
    );
  });
}

test("finds the variables of SQL where they are code", () => {
  const text = "```sql\nSELECT ${a}, ${t:id}, ${n.host} -- ${comment}\n/*! , ${b} */;\n```\n";
  const step = only(text);
  assert.deepEqual(step.problems, []);
  assert.deepEqual(
    step.variables.map((use) => [use.name, use.field, use.as, spanText(text, use.span)]),
    [
      ["a", undefined, "literal", "${a}"],
      ["t", undefined, "identifier", "${t:id}"],
      ["n", "host", "literal", "${n.host}"],
      ["b", undefined, "literal", "${b}"],
    ],
  );
});

test("a variable inside quotes is a problem, because quotes would stand in quotes", () => {
  const text = "```sql\nSELECT '${file}';\n```\n";
  assert.deepEqual(
    only(text).problems.map((problem) => [problem.code, spanText(text, problem.span)]),
    [["variable-in-quotes", "${file}"]],
  );
});

test("the variables of a shell script are its own", () => {
  assert.deepEqual(only('```sh\necho "${HOME}"\n```\n').variables, []);
});

test("strips the prompts of a client session and leaves its output out", () => {
  const text =
    "```sql\nmysql> SHOW DATABASES;\n+----+\n| a  |\n+----+\nmysql-primary> SELECT *\n    -> FROM t;\nEmpty set (0.00 sec)\n\nMariaDB [(none)]> USE shop\nDatabase changed\n```\n";
  const step = only(text);
  assert.equal(step.code, "SHOW DATABASES;\nSELECT *\nFROM t;\nUSE shop");
  assert.deepEqual(step.problems, []);
  checkOffsets(text, step);
});

test("a statement of a session that seems to go on without a prompt does not run", () => {
  const step = only("```sql\nmysql> DELETE FROM t\n       WHERE id = 1;\n```\n");
  assert.deepEqual(
    step.problems.map((problem) => problem.code),
    ["ambiguous-prompt"],
  );
});

test("SQL in front of the first prompt does not run", () => {
  assert.deepEqual(codes("```sql\nDROP TABLE a;\nmysql> SELECT 1;\n```\n"), ["ambiguous-prompt"]);
});

for (const prompt of [
  "root@localhost [test]>",
  "(root@db1) [mysql]>",
  "[root@db1 shop]>",
  "10:02 app@db1:3306 (none)>",
  "db1 mysql>",
]) {
  test(`runs or refuses, and never leaves out, what stands behind the prompt ${prompt}`, () => {
    const text = `\`\`\`sql\nmysql> SELECT 1;\n+---+\n| 1 |\n+---+\n${prompt} DROP TABLE a;\nQuery OK, 0 rows affected (0.00 sec)\n\`\`\`\n`;
    if (codes(text).includes("ambiguous-prompt")) return assert.equal(prompt, "db1 mysql>");
    assert.equal(only(text).code, "SELECT 1;\nDROP TABLE a;");
  });
}

for (const line of ["AND mysql.user > 5", "(SELECT @a) > 3", "a > b", "x -> y", "| a > select |"]) {
  test(`does not take ${line} for a prompt`, () => assert.equal(only(`\`\`\`sql\n${line}\n\`\`\`\n`).code, line));
}

test("in a console block prompts mark the commands and the rest is output", () => {
  const text = "```console\n$ ls \\\n> -l\ntotal 0\n$ cat <<EOF\nx\nEOF\nx\n```\n";
  const step = only(text);
  assert.equal(step.code, "ls \\\n-l\ncat <<EOF\nx\nEOF");
  assert.deepEqual(step.problems, []);
  checkOffsets(text, step);
});

test("the prompts of a here-document are no part of it, and a quotation in one is", () => {
  const prompted = "```console\n$ cat > f <<EOF\n> server_id=5\n>\n> > quoted\n> EOF\n$ ls\n```\n";
  assert.equal(only(prompted).code, "cat > f <<EOF\nserver_id=5\n\n> quoted\nEOF\nls");
  checkOffsets(prompted, only(prompted));
  const plain = "```console\n$ cat > f <<EOF\n> quoted\nEOF\n```\n";
  assert.equal(only(plain).code, "cat > f <<EOF\n> quoted\nEOF");
});

test("a here-document with a prompt before some of its lines does not run", () => {
  assert.deepEqual(codes("```console\n$ cat > f <<EOF\n> a\nb\n> EOF\n```\n"), ["ambiguous-prompt"]);
});

test("root's prompt marks commands, and an annotation stays one", () => {
  const step = only("```console\n# systemctl stop mysql\n# @expect exit == 0\nroot@db1:~# ls\nfile\n```\n");
  assert.equal(step.code, "systemctl stop mysql\n# @expect exit == 0\nls");
  assert.equal(step.expectations.length, 1);
});

test("a console block with both prompts does not run, because # may begin a comment", () => {
  assert.deepEqual(codes("```console\n$ ls\n# rm -rf /backup\n```\n"), ["ambiguous-prompt"]);
});

test("a bash block that begins with a prompt is a session, and another with # is a script", () => {
  assert.equal(only("```bash\n# list\n$ ls\nfile\n```\n").problems.length, 1);
  assert.equal(only("```bash\n$ ls\nfile\n```\n").code, "ls");
  assert.equal(only("```bash\n# list\nls\n```\n").code, "# list\nls");
});

for (const block of ["sql\n-- nothing", "sh\n# nothing", "console\noutput only", "manual\n", "failover\n# action"]) {
  test(`a block in which nothing can run is a problem: ${JSON.stringify(block)}`, () => {
    assert.deepEqual(codes(`\`\`\`${block}\n\`\`\`\n`), ["empty-step"]);
  });
}

test("reads the items of a manual step", () => {
  const text = "```manual\n- [ ] Call the owner\n  of the shop\n- Announce\n```\n";
  assert.deepEqual(
    only(text).items.map((item) => item.value),
    ["Call the owner of the shop", "Announce"],
  );
  assert.deepEqual(
    only("```manual\nDecide.\nThen go.\n```\n").items.map((item) => item.value),
    ["Decide. Then go."],
  );
});

test("reads the front matter", () => {
  const text =
    '---\nrunbook: Planned switchover\ncluster: orders\nstrategy: warm-standby\nrto: 5m\nrpo: 0s\nversion: 8.10\nflavor: mysql\ninputs:\n  new_source: { type: node, role: replica, prompt: "Which?" }\n  bucket: { type: string, pattern: "^a$", default: a }\n  short: secret\n---\n';
  const { frontMatter, problems } = parseRunbook(text);
  assert.deepEqual(problems, []);
  assert.equal(frontMatter.rtoMs?.value, 300_000);
  assert.equal(frontMatter.rpoMs?.value, 0);
  assert.equal(frontMatter.version?.value, "8.10");
  assert.deepEqual(
    frontMatter.inputs.map(({ span, ...input }) => ({ ...input, at: spanText(text, span) })),
    [
      { name: "new_source", type: "node", role: "replica", prompt: "Which?", at: "new_source" },
      { name: "bucket", type: "string", pattern: "^a$", default: "a", at: "bucket" },
      { name: "short", type: "secret", at: "short" },
    ],
  );
});

for (const yaml of [
  "a: [",
  "- x",
  "rto: soon",
  "flavor: oracle",
  "inputs: 1",
  "inputs: { 1x: string }",
  "inputs: { a: { type: text } }",
  "inputs: { a: { patern: x } }",
  "inputs: { p: { type: secret, default: x } }",
  'inputs: { p: { pattern: "(" } }',
  "runbook: [a]",
  "a: 1\na: 2",
]) {
  test(`bad front matter is a problem: ${JSON.stringify(yaml)}`, () => {
    assert.ok(parseRunbook(`---\n${yaml}\n---\n`).problems.length > 0);
  });
}

test("a document of aliases that stand for ever more aliases costs nothing", () => {
  const lines = [
    "a0: &a0 [x, x]",
    ...Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`),
    "runbook: *a40",
  ];
  // Expanded it would be two to the power of forty elements: this ends, or it does not.
  assert.ok(parseRunbook(`---\n${lines.join("\n")}\n---\n`).problems.length > 0);
});

test("never throws, and all places lie in the document", () => {
  const piece = fc.constantFrom(
    "```",
    "~~~~",
    "sql",
    " {",
    "}",
    "=",
    '"',
    "'",
    "name",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "> ",
    "- ",
    "1. ",
    "   ",
    "## ",
    "---\n",
    "inputs:",
    ": ",
    "&a",
    "*a",
    "[",
    "!!binary",
    "-- @expect ",
    "# @until ",
    "every 2s",
    "${",
    "mysql> ",
    "-> ",
    "$ ",
    ";",
    "\\G",
    "/*!",
    "*/",
    "`",
    "<!--",
    "\ufeff",
    "\0",
    "console",
    "a == 1",
    "manual",
    "DELIMITER //",
  );
  const document = fc.oneof(
    fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join("")),
    fc.string({ unit: "binary", maxLength: 80 }),
  );
  fc.assert(
    fc.property(document, (text) => {
      const runbook = parseRunbook(text);
      for (const step of runbook.steps) checkOffsets(text, step);
      for (const { span } of [
        ...runbook.problems,
        ...runbook.headings,
        ...runbook.steps.flatMap((step) => [step.block, ...step.variables, ...step.items, ...step.expectations]),
      ]) {
        assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, JSON.stringify({ text, span }));
      }
      assert.equal(
        new Set(runbook.steps.map((step) => step.name)).size +
          runbook.problems.filter((problem) => problem.code === "duplicate-name").length,
        runbook.steps.length,
      );
    }),
    { numRuns: 1500 },
  );
});
