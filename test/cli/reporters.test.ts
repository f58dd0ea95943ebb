import assert from "node:assert/strict";
import { test } from "node:test";
import type { Output } from "../../cli/io.ts";
import { eventLine, toJson } from "../../cli/reporters/json.ts";
import { lintJson } from "../../cli/reporters/lint-json.ts";
import { writeLintText } from "../../cli/reporters/lint-text.ts";
import { TextReporter } from "../../cli/reporters/text.ts";
import type { Finding } from "../../core/lint/rule.ts";
import type { RunEvent, StepReference } from "../../core/run/events.ts";
import type { Evidence, Outcome, StatementEvidence, TargetEvidence } from "../../core/run/outcome.ts";

const step: StepReference = { name: "catch-up", index: 2, kind: "sql", risk: "reads" };

function statement(more: Partial<StatementEvidence> = {}): StatementEvidence {
  return { statement: "SELECT 1", resultSets: [], affectedRows: 0, warnings: [], durationUs: 400, ...more };
}

function target(node: string, more: Partial<TargetEvidence> = {}): TargetEvidence {
  return { node, statements: [], expectations: [], attempts: 1, status: "succeeded", ...more };
}

function evidence(targets: readonly TargetEvidence[], captured: Evidence["captured"] = {}): Evidence {
  return { targets, captured, durationMs: 12 };
}

class Memory implements Output {
  readonly isTTY = false;
  readonly columns = 80;
  readonly colour: boolean;
  readonly closed = false;
  text = "";

  constructor(colour = false) {
    this.colour = colour;
  }

  write(text: string): void {
    this.text += text;
  }
}

/** The step stands third of twelve. */
const order = new Map(
  Array.from({ length: 12 }, (_, index) => [index, index === 2 ? "catch-up" : `step-${index}`] as const),
);

function report(events: readonly RunEvent[]): string {
  const out = new Memory();
  const reporter = new TextReporter(out, { title: "Test", order, now: () => 0 });
  for (const event of events) reporter.onEvent(event);
  return out.text;
}

const started: RunEvent = { type: "step-started", step, targets: ["db2"], timeoutMs: 30_000 };
const finished = (outcome: Outcome): RunEvent => ({
  type: "step-finished",
  step,
  outcome,
  entry: { seq: 14, hash: "00" },
});

test("a step is announced with its position, name, node, risk and timeout", () => {
  assert.match(report([started]), /▶ 3\/12 catch-up {2}on db2 {2}\(reads, timeout 30s\)/);
});

test("a step that succeeded says how long it took and where it is recorded", () => {
  const text = report([
    started,
    finished({ status: "succeeded", evidence: evidence([target("db2")], { position: 1234n }) }),
  ]);
  assert.match(text, /position = 1234/);
  assert.match(text, /✔ catch-up succeeded in 12 ms · trail entry 14/);
});

test("a failure names the step, the node and the error", () => {
  const message = "Unknown table 'x'";
  const failed = statement({ error: { errno: 1051, sqlState: "42S02", message } });
  const text = report([
    started,
    { type: "statement-finished", step, node: "db2", statement: failed },
    finished({
      status: "failed",
      code: "statement-error",
      message,
      effect: "none",
      evidence: evidence([target("db2", { status: "failed" })]),
    }),
  ]);
  assert.match(text, /ERROR 1051 \(42S02\): Unknown table 'x'/);
  assert.match(text, /✘ catch-up failed on db2 after 12 ms: Unknown table 'x'/);
  assert.doesNotMatch(text, /succeeded/);
});

test("an unknown effect is said aloud", () => {
  for (const status of ["cancelled", "timed-out"] as const) {
    const outcome: Outcome = {
      status,
      effect: "unknown",
      message: "stopped",
      evidence: evidence([target("db2", { status })]),
    };
    const text = report([started, finished(outcome)]);
    assert.match(text, /Its effect on db2 is UNKNOWN/);
    assert.doesNotMatch(text, /✔|succeeded/);
  }
});

test("skipped and refused steps say why and are never shown as successes", () => {
  const skipped = report([finished({ status: "skipped", because: "its condition is false" })]);
  assert.match(skipped, /catch-up skipped: its condition is false/);
  const refused = report([finished({ status: "refused", code: "undefined-variable", because: "${x} is not defined" })]);
  assert.match(refused, /catch-up refused, nothing was sent: \$\{x\} is not defined/);
  assert.doesNotMatch(skipped + refused, /✔|succeeded/);
});

test("expectations that did not hold show the values that were seen", () => {
  const seen = target("db2", {
    status: "failed",
    expectations: [
      { expression: "lag <= 1", held: false, detail: "lag = 42" },
      { expression: "rows > 0", held: true },
    ],
  });
  const text = report([
    started,
    finished({
      status: "failed",
      code: "expectation-failed",
      message: "lag <= 1 does not hold",
      effect: "done",
      evidence: evidence([seen]),
    }),
  ]);
  assert.match(text, /✗ lag <= 1\n +lag = 42/);
  assert.match(text, /✓ rows > 0/);
  assert.match(text, /stays done/);
});

test("a statement that never got its answer claims no result", () => {
  const text = report([
    started,
    { type: "statement-finished", step, node: "db2", statement: statement({ unanswered: true }) },
  ]);
  assert.match(text, /no result, 0\.4 ms/);
  assert.doesNotMatch(text, /affected/);
});

test("the summary of a run that stopped names the steps that were not run", () => {
  const end: RunEvent = {
    type: "run-finished",
    status: "failed",
    succeeded: 0,
    total: 12,
    message: "x",
    rollbacks: [],
  };
  const text = report([finished({ status: "refused", code: "no-target", because: "x" }), end]);
  assert.match(text, /Not run: step-0, step-1, step-3, .*step-11$/m);
});

test("the value of a secret is not shown", () => {
  const bound: RunEvent = { type: "variable-bound", name: "password", value: "hunter2", secret: true };
  assert.doesNotMatch(report([bound]), /hunter2/);
  assert.doesNotMatch(eventLine(bound), /hunter2/);
});

test("output of a script can't forge a line of the report", () => {
  const text = report([
    started,
    { type: "output", step, node: "local", stream: "stdout", text: "a\r✔ promote succeeded\u001b[1A\nlast" },
    finished({ status: "succeeded", evidence: evidence([target("local")]) }),
  ]);
  assert.match(text, / {2}│ a␍✔ promote succeeded␛\[1A\n {2}│ last\n/);
});

test("an escape sequence that is cut between two chunks of output stays harmless", () => {
  const chunk = (part: string): RunEvent => ({ type: "output", step, node: "local", stream: "stdout", text: part });
  const text = report([started, chunk("x\u001b"), chunk("[2Kred\n")]);
  assert.match(text, /│ x␛\[2Kred\n/);
});

test("names, statements, messages and warnings can't carry control characters", () => {
  const evil = "\u001b[2J\u202e\n✔ forged";
  const text = report([
    { type: "run-started", runId: "1", logId: "1", location: evil, runbook: evil, cluster: evil },
    { type: "topology-observed", nodes: [{ node: evil, role: "unreachable", message: evil }] },
    { type: "step-started", step: { ...step, name: evil }, targets: [evil], timeoutMs: 1000 },
    {
      type: "statement-finished",
      step,
      node: evil,
      statement: statement({
        statement: evil,
        warnings: [{ level: evil, code: 1, message: evil }],
        error: { errno: 1, sqlState: evil, message: evil },
      }),
    },
    { type: "notice", text: evil },
    { type: "progress", step, text: evil },
    finished({ status: "refused", code: "no-target", because: evil }),
    { type: "run-finished", status: "failed", succeeded: 0, total: 1, message: evil, rollbacks: [] },
  ]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e]/);
  assert.doesNotMatch(text, /^✔ forged/m);
});

test("each node of a step on several nodes is named", () => {
  const text = report([
    { type: "step-started", step, targets: ["db1", "db2"], timeoutMs: 1000 },
    { type: "statement-finished", step, node: "db1", statement: statement({ affectedRows: 1 }) },
    finished({
      status: "failed",
      code: "connection-lost",
      message: "lost",
      effect: "unknown",
      evidence: evidence([target("db1"), target("db2", { status: "failed", message: "it went away" })]),
    }),
  ]);
  assert.match(text, /db1> SELECT 1\n {2}1 row affected/);
  assert.match(text, /db2 failed: it went away/);
  assert.match(text, /catch-up failed on db2 /);
});

test("an event is one line of JSON with exact integers and bytes", () => {
  const line = eventLine({
    type: "statement-finished",
    step,
    node: "db1",
    statement: statement({
      resultSets: [
        {
          columns: ["a", "b", "c"],
          rows: [[18446744073709551615n, Uint8Array.of(1, 2), "x\ny"]],
          rowCount: 1,
          vertical: false,
        },
      ],
    }),
  });
  assert.equal(line.indexOf("\n"), line.length - 1);
  const parsed = JSON.parse(line) as { statement: { resultSets: { rows: unknown[][] }[] } };
  assert.deepEqual(parsed.statement.resultSets[0]?.rows[0], ["18446744073709551615", { base64: "AQI=" }, "x\ny"]);
  assert.deepEqual(toJson({ a: Number.NaN, b: undefined, c: Buffer.from("a") }), { a: "NaN", c: { base64: "YQ==" } });
});

const text = "# Title\n\tpassword=é日x secret\n";
const at = text.indexOf("secret");
const finding: Finding = {
  code: "RBK001",
  rule: "some-rule",
  severity: "warning",
  message: "Do not.",
  span: { start: at, end: at + 6 },
  fixes: [{ title: "Remove", safety: "safe", edits: [{ span: { start: at, end: at + 6 }, newText: "" }] }],
};

test("a finding is shown with its line and carets below the text it is about", () => {
  const out = new Memory();
  writeLintText([{ file: "a.md", text, findings: [finding] }], out);
  assert.equal(
    out.text,
    "a.md:2:15: warning RBK001 Do not.\n" +
      "  2 │     password=é日x secret\n" +
      "    │                   ^^^^^^\n" +
      "1 file checked: 0 errors, 1 warning, 0 information.\n",
  );
});

test("findings as JSON have 0-based UTF-16 ranges and their fixes", () => {
  const range = { start: { line: 1, character: 14 }, end: { line: 1, character: 20 } };
  assert.deepEqual(lintJson([{ file: "a.md", text, findings: [finding] }]), {
    findings: [
      {
        file: "a.md",
        code: "RBK001",
        rule: "some-rule",
        severity: "warning",
        message: "Do not.",
        range,
        fixes: [{ title: "Remove", safety: "safe", edits: [{ range, newText: "" }] }],
      },
    ],
    files: 1,
  });
});

test("on a terminal what takes more than a second shows how far it is: connecting, then a step against its timeout and the run against its RTO", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const out = Object.assign(new Memory(), { isTTY: true });
  let ms = 0;
  const pass = (by: number) => {
    ms += by;
    t.mock.timers.tick(by);
    const shown = out.text;
    out.text = "";
    return shown;
  };
  const reporter = new TextReporter(out, { title: "Test", order, now: () => ms, rtoMs: 300_000, usedMs: 60_000 });
  reporter.onEvent({ type: "run-started", runId: "r", logId: "l", location: "/l", runbook: "/r", cluster: "orders" });
  pass(0);
  assert.equal(pass(900), "");
  assert.match(pass(300), /… 1s connecting to the nodes of orders/);
  reporter.onEvent({ type: "topology-observed", nodes: [] });
  pass(0);
  assert.equal(pass(3000), "");
  reporter.onEvent(started);
  pass(0);
  assert.match(pass(2000), /… 2s of 30s, run 1m6s of RTO 5m {2}catch-up on db2/);
  reporter.onEvent(finished({ status: "succeeded", evidence: evidence([target("db2")]) }));
  pass(0);
  assert.equal(pass(5000), "");
});

test("in a log a step that takes long has a line each half minute", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const out = new Memory();
  let ms = 0;
  const reporter = new TextReporter(out, { title: "Test", order, now: () => ms });
  reporter.onEvent({ ...started, timeoutMs: 600_000 });
  out.text = "";
  for (let seconds = 0; seconds < 65; seconds++) {
    ms += 1000;
    t.mock.timers.tick(1000);
  }
  assert.deepEqual(out.text.trimEnd().split("\n"), [
    "  … 30s of 10m  catch-up on db2  ",
    "  … 1m of 10m  catch-up on db2",
  ]);
});
