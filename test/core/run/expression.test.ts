import assert from "node:assert/strict";
import { test } from "node:test";
import { checkExpectation, compileExpression, type Expression } from "../../../core/run/expression.ts";
import { toRows } from "../../../core/run/result-row.ts";
import type { Row, Value } from "../../../core/run/value.ts";

function compile(text: string): Expression {
  const result = compileExpression(text);
  assert.ok(result.ok, result.ok ? "" : result.problem.message);
  return result.expression;
}

const scope: Row = {
  small: 1n,
  half: 0.5,
  big: 9007199254740993n,
  decimal: "10.20",
  count: "12",
  long: "12345678901234567890.0",
  longer: "12345678901234567890.01",
  name: "binlog.000009",
  nothing: null,
  Slave_IO_Running: "Yes",
  Seconds_Behind_Master: 3n,
  HOST: "db1",
  data: new Uint8Array([1, 2]),
  stdout: "x\nGTID: abc-1\ny\n",
};

const cases: readonly (readonly [string, Value])[] = [
  ["small == 1", true],
  ["small == 1.0", true],
  ["small < 1.5", true],
  ["half < small", true],
  ["small + half", 1.5],
  ["big == 9007199254740993", true],
  ["big == 9007199254740992.0", false],
  ["count == 12", true],
  ["count != 12", false],
  ["count > 3", true],
  ["decimal > 9.5", true],
  ["decimal == 10.2", true],
  ["long == 12345678901234567890", true],
  ["long > 12345678901234567889", true],
  ["long < 12345678901234567891", true],
  ["longer > long", true],
  ["half == 5e-1", true],
  ["-small < 0.0", true],
  ['decimal > "9.5"', true],
  ['decimal == "10.2"', false],
  ['name < "binlog.000010"', true],
  ['Replica_IO_Running == "Yes"', true],
  ["Seconds_Behind_Source <= 3", true],
  ['host == "db1"', true],
  ["nothing == null", true],
  ["nothing != null", false],
  ["nothing == null || nothing < 3", true],
  ["small in [1, 2]", true],
  ['!(name in ["a"])', true],
  ["[1, 2].all(x, x <= 2)", true],
  ["data == data", true],
  ['match(stdout, "GTID: (\\\\S+)")', "abc-1"],
  ['match(stdout, "^GTID.*$")', "GTID: abc-1"],
  ['name.startsWith("binlog")', true],
  ["small == 1 ? 2 : 3", 2n],
];
for (const [text, expected] of cases) {
  test(`${text} gives ${String(expected)}`, () => {
    assert.deepEqual(compile(text).evaluate({}, { row: scope, rows: 1n }), { ok: true, value: expected });
  });
}

for (const text of [
  "nothing < 1",
  "nothing != 1",
  'nothing == "Yes"',
  'nothing in ["Yes"]',
  "!(nothing in [])",
  '!(nothing == "Yes")',
  "name != 1",
  "name > 1",
  "small == true",
  "missing == 1",
  "small == 1 || missing == 1",
  'match(stdout, "nowhere")',
  'match(stdout, "(")',
  "[small]",
  "constructor",
  "type == 1",
]) {
  test(`${text} fails rather than being true or false`, () => {
    const result = compile(text).evaluate({}, { row: scope, rows: 1n });
    assert.equal(result.ok, false);
  });
}

for (const [text, start, end] of [
  ["small &&", 8, 8],
  ['name == "x', 8, 10],
  ["a = 1", 2, 3],
  ["", 0, 0],
  ["__proto__", 0, 9],
  ["unknown_function(small)", 0, 23],
  ['"a" + 1', 0, 7],
] as const) {
  test(`${JSON.stringify(text)} cannot be read, and the problem says where`, () => {
    const result = compileExpression(text);
    assert.ok(!result.ok);
    assert.deepEqual(result.problem.span, { start, end });
  });
}

test("knows what an expression reads, without what it binds itself", () => {
  assert.deepEqual(compile("a.b == c && [1].exists(x, x == d) && size(a) > 0").references, ["a", "c", "d"]);
});

function check(text: string, rows: readonly Row[], variables: Row = {}, rowCount = rows.length) {
  return checkExpectation(compile(text), { rows, rowCount }, variables);
}

test("an expectation holds only when it holds on every row", () => {
  assert.deepEqual(check("a == 1", [{ a: 1n }, { a: 1n }]), { held: true });
  assert.deepEqual(check("a == 1", [{ a: 1n }, { a: 2n }]), { held: false, detail: "Row 2: a = 2" });
});

test("an expectation about columns does not hold without a row", () => {
  assert.deepEqual(check("a != 1", []), { held: false, detail: "There was no row." });
  assert.deepEqual(check("true", []), { held: false, detail: "There was no row." });
});

test("an expectation about the number of rows is asked once", () => {
  assert.deepEqual(check("rows == 0", []), { held: true });
  assert.deepEqual(check("rows == 2", [{ a: 1n }]), { held: false, detail: "rows = 1" });
  assert.deepEqual(check("rows > 0 && a == 1", []), { held: false, detail: "There was no row." });
  assert.deepEqual(check("rows == 0 || a == 1", []), { held: true });
  assert.deepEqual(check("a == 1 || rows == 0", []), { held: true });
  assert.deepEqual(check("rows == 0 && a == 1", []), { held: false, detail: "There was no row." });
  assert.deepEqual(check("a == a || rows == 1", []), { held: false, detail: "There was no row." });
});

test("an expectation does not hold on rows that nobody has seen", () => {
  assert.equal(check("a == 1", [{ a: 1n }], {}, 2).held, false);
  assert.equal(check("rows == 2", [{ a: 1n }], {}, 2).held, true);
});

test("an expectation that gives no boolean does not hold, and says what it gives", () => {
  assert.deepEqual(check("a", [{ a: 1n }]), { held: false, detail: "It gives 1, which is neither true nor false." });
});

test("an expectation on NULL does not hold, and names the column", () => {
  assert.match(
    check("Seconds_Behind_Source <= 1", [{ Seconds_Behind_Source: null }]).detail ?? "",
    /Seconds_Behind_Source is NULL/,
  );
});

test("variables of the run can be compared with columns", () => {
  assert.deepEqual(check("File == file", [{ File: "a" }], { file: "a" }), { held: true });
});

test("a variable never stands in for a column of the result: what may be either is refused", () => {
  const variables = { state: "OK", Replica_IO_Running: "Yes" };
  assert.match(
    check('state == "OK"', [{ State: "ERROR" }], variables).detail ?? "",
    /may be the column `State` or the variable `state`/,
  );
  assert.equal(check('Replica_IO_Running == "Yes"', [{ Slave_IO_Running: "No" }], variables).held, false);
  assert.deepEqual(check('State == "ERROR"', [{ State: "ERROR" }], variables), { held: true });
  assert.equal(check("state == 'OK'", [{ state: "ERROR" }], variables).held, false);
});

test("a name that several columns with different values share is not looked for among the variables", () => {
  const rows = toRows({ columns: ["state", "state"], rows: [["BAD", "WORSE"]] });
  assert.match(check("state == 'OK'", rows, { state: "OK" }).detail ?? "", /several columns with different values/);
});

test("an expectation that reads nothing of the result says nothing about the step, and does not hold", () => {
  assert.match(check("state == 'OK'", [{ a: 1n }], { state: "OK" }).detail ?? "", /`state`: not a column/);
});

test("where no statement returned a result nothing holds, not even a count of rows", () => {
  const expression = compile("rows == 0");
  assert.match(checkExpectation(expression, { rows: [] }).detail ?? "", /No statement of the block returned a result/);
});
