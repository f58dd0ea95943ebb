import assert from "node:assert/strict";
import { test } from "node:test";
import { escapeHtml } from "../../client/notebook/render/html.ts";
import { resultHtml, resultPlain } from "../../client/notebook/render/result.ts";
import { type CellOutput, isSuccess, stepOutputs as outputsOf } from "../../client/notebook/render/step-output.ts";
import type { Outcome, ResultSet, StatementEvidence, TargetEvidence } from "../../core/run/outcome.ts";

const entry = { seq: 14, hash: "3f9a0b1c2d3e4f5a6b7c8d9e0f" };

const stepOutputs = (name: string, outcome: Outcome, written: typeof entry | undefined, logId: string): CellOutput[] =>
  outputsOf({ name, outcome, logId, notices: [], ...(written ? { entry: written } : {}) });

const statement = (more: Partial<StatementEvidence> = {}): StatementEvidence => ({
  statement: "SELECT 1",
  resultSets: [],
  affectedRows: 0,
  warnings: [],
  durationUs: 1200,
  ...more,
});

const target = (more: Partial<TargetEvidence> = {}): TargetEvidence => ({
  node: "db1",
  statements: [],
  expectations: [],
  attempts: 1,
  status: "succeeded",
  ...more,
});

const succeeded = (...targets: TargetEvidence[]): Outcome => ({
  status: "succeeded",
  evidence: { targets, captured: {}, durationMs: 5 },
});

const result = (more: Partial<ResultSet>): ResultSet => ({
  columns: ["a"],
  rows: [[1]],
  rowCount: 1,
  vertical: false,
  ...more,
});

const plainOf = (outputs: readonly CellOutput[]): string =>
  outputs
    .map((o) =>
      o.kind === "rich" ? o.plain : o.kind === "stream" ? `${o.stream}: ${o.text}` : `${o.name}! ${o.message}`,
    )
    .join("\n");
const htmlOf = (outputs: readonly CellOutput[]): string =>
  outputs.map((o) => (o.kind === "rich" ? o.html : "")).join("");

test("nothing from a server or a runbook becomes markup", () => {
  const evil = `<img src=x onerror="alert('1')">&`;
  const outputs = stepOutputs(
    evil,
    {
      status: "failed",
      code: "statement-error",
      message: evil,
      effect: "none",
      evidence: {
        durationMs: 1,
        captured: { [evil]: evil },
        targets: [
          target({
            node: evil,
            status: "failed",
            statements: [
              statement({
                statement: evil,
                resultSets: [
                  result({ columns: [evil], rows: [[evil], [`${evil}\n${evil}`]] }),
                  result({ columns: [evil], rows: [[evil]], vertical: true }),
                ],
                warnings: [{ level: evil, code: 1, message: evil }],
                error: { errno: 1064, sqlState: evil, message: evil },
              }),
              statement({ statement: evil }),
            ],
            expectations: [{ expression: evil, held: false, detail: evil }],
          }),
          target({ node: evil }),
        ],
      },
    },
    entry,
    evil,
  );
  const html = htmlOf(outputs);
  assert.ok(html.includes("&lt;img"));
  assert.doesNotMatch(html, /<img|onerror="/);
});

test("a control character is shown, not sent to the screen", () => {
  assert.equal(escapeHtml("a\u001b[31mb\u202e\u0000"), "a␛[31mb\\u{202e}␀");
  const outputs = stepOutputs(
    "s",
    succeeded(
      target({
        node: "local",
        process: { exitCode: 0, signal: null, stdout: "x\u001b[2Jy\n", stderr: "", durationUs: 1 },
      }),
    ),
    entry,
    "L",
  );
  assert.deepEqual(outputs[0], { kind: "stream", stream: "stdout", text: "x␛[2Jy\n" });
});

test("a result set is a table with NULL distinct from the text NULL, and exact 64-bit integers", () => {
  const set = result({
    columns: ["id", "note"],
    rows: [
      [18446744073709551615n, null],
      [2n, "NULL"],
    ],
    rowCount: 2,
  });
  const html = resultHtml(set, "1 ms");
  assert.ok(html.includes('<td class="number">18446744073709551615</td><td class="null">NULL</td>'));
  assert.ok(html.includes("<td>NULL</td>"));
  assert.equal(resultPlain(set, "1 ms"), "id\tnote\n18446744073709551615\tNULL\n2\tNULL\n(2 rows · 1 ms)");
});

test("a result set of \\G lists the columns of each row", () => {
  const set = result({ columns: ["File", "Position"], rows: [["b.1", 4]], vertical: true });
  assert.equal(resultPlain(set, "1 ms"), "-- row 1\n    File: b.1\nPosition: 4\n(1 row · 1 ms)");
  assert.ok(resultHtml(set, "1 ms").startsWith("<table><tr><th>File</th><td>b.1</td></tr>"));
});

test("rows beyond the cap are counted, not passed over", () => {
  assert.ok(resultPlain(result({ rowCount: 5000 }), "1 ms").endsWith("(5000 rows, the first 1 shown · 1 ms)"));
  assert.equal(resultPlain(result({ rows: [], rowCount: 0 }), "1 ms"), "(no rows · 1 ms)");
});

test("a success shows what was observed and ends with its place in the trail", () => {
  const plain = plainOf(
    stepOutputs(
      "s",
      succeeded(
        target({
          statements: [statement({ affectedRows: 3 })],
          expectations: [{ expression: "rows > 0", held: true }],
        }),
      ),
      entry,
      "L1",
    ),
  );
  assert.match(plain, /^3 rows affected · 1\.2 ms$/m);
  assert.match(plain, /✓ rows > 0/);
  assert.ok(plain.endsWith("Trail: entry 14 · step.finished success · 3f9a0b1c2d3e · log L1"));
});

test("an outcome that is not in the trail is an error even when the step succeeded", () => {
  const outputs = stepOutputs("s", succeeded(target()), undefined, "L");
  assert.deepEqual(outputs.at(-1)?.kind, "error");
  assert.equal(isSuccess({ name: "s", outcome: succeeded(target()), logId: "L", notices: [] }), false);
});

test("a failure names the step, the node, the reason and what it left behind", () => {
  const outputs = stepOutputs(
    "promote",
    {
      status: "failed",
      code: "connection-lost",
      message: "The connection broke.",
      effect: "unknown",
      evidence: {
        targets: [target({ node: "db2", status: "failed", message: "The connection broke." })],
        captured: {},
        durationMs: 3,
      },
    },
    entry,
    "L",
  );
  const error = outputs.find((output) => output.kind === "error");
  assert.deepEqual(error, {
    kind: "error",
    name: "failed",
    message:
      'Step "promote" failed on db2: The connection broke. Its effect on db2 is UNKNOWN: look there before you go on.',
  });
  assert.match(plainOf(outputs), /step\.finished failure/);
});

test("a message that names its nodes or its step is not given them twice", () => {
  const targets = [target({ node: "db1", status: "failed" })];
  const failed: Outcome = {
    status: "failed",
    code: "statement-error",
    message: "db1: no such table",
    effect: "none",
    evidence: { targets, captured: {}, durationMs: 1 },
  };
  assert.match(plainOf(stepOutputs("s", failed, entry, "L")), /Step "s" failed: db1: no such table\.$/m);
  const refused: Outcome = { status: "refused", code: "undefined-variable", because: "Step s: ${x} is not defined." };
  assert.match(plainOf(stepOutputs("s", refused, entry, "L")), /nothing was sent: \$\{x\} is not defined\.$/m);
});

test("only a success has no error and only a skipped step says why without one", () => {
  const evidence = { targets: [], captured: {}, durationMs: 1 };
  const others: Outcome[] = [
    { status: "failed", code: "declined", message: "m", effect: "none", evidence },
    { status: "cancelled", effect: "none", message: "m", evidence },
    { status: "timed-out", effect: "unknown", message: "m", evidence },
    { status: "refused", code: "no-target", because: "m" },
  ];
  for (const outcome of others) {
    assert.match(plainOf(stepOutputs("s", outcome, entry, "L")), /! Step "s"/);
    assert.equal(isSuccess({ name: "s", outcome, entry, logId: "L", notices: [] }), false);
  }
  assert.equal(isSuccess({ name: "s", outcome: succeeded(), entry, logId: "L", notices: [] }), true);
  const skip: Outcome = { status: "skipped", because: "when is false" };
  assert.equal(isSuccess({ name: "s", outcome: skip, entry, logId: "L", notices: [] }), undefined);
  const skipped = plainOf(stepOutputs("s", { status: "skipped", because: "when is false" }, entry, "L"));
  assert.match(skipped, /↷ Skipped: when is false\nTrail: entry 14 · step\.skipped/);
  assert.doesNotMatch(skipped, /!/);
});

test("several targets are told apart", () => {
  const plain = plainOf(stepOutputs("s", succeeded(target(), target({ node: "db2", attempts: 3 })), entry, "L"));
  assert.match(plain, /\[db1\]/);
  assert.match(plain, /\[db2\] · 3 attempts/);
});
