import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseColour, paintFor } from "../../cli/terminal/colour.ts";
import { resultLines } from "../../cli/terminal/table.ts";
import { cut, displayWidth } from "../../cli/terminal/width.ts";
import type { ResultSet } from "../../core/run/outcome.ts";
import type { Value } from "../../core/run/value.ts";

const plain = paintFor({ colour: false });

function result(
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
  more: Partial<ResultSet> = {},
): ResultSet {
  return { columns, rows, rowCount: rows.length, vertical: false, ...more };
}

test("a table aligns text left and numbers right", () => {
  assert.deepEqual(
    resultLines(
      result(
        ["node", "lag"],
        [
          ["db1", 5n],
          ["a-long-one", 120n],
        ],
      ),
      80,
      plain,
    ),
    [
      "┌────────────┬─────┐",
      "│ node       │ lag │",
      "├────────────┼─────┤",
      "│ db1        │   5 │",
      "│ a-long-one │ 120 │",
      "└────────────┴─────┘",
      "2 rows",
    ],
  );
});

test("every line of a table with wide characters, emoji and combining marks takes the same number of cells", () => {
  const lines = resultLines(
    result(
      ["名前", "v"],
      [
        ["日本語テキスト", 1n],
        ["e\u0301te\u0301", 22n],
        ["👩‍👩‍👧 family", 3n],
      ],
    ),
    80,
    plain,
  );
  const widths = new Set(lines.slice(0, -1).map(displayWidth));
  assert.equal(widths.size, 1, lines.join("\n"));
});

test("a table fits the terminal and marks what was cut", () => {
  const lines = resultLines(result(["id", "text", "more"], [[1n, "x".repeat(300), "y".repeat(100)]]), 60, plain);
  assert.ok(
    lines.every((line) => displayWidth(line) <= 60),
    lines.join("\n"),
  );
  assert.match(lines[3] ?? "", /│ x+… +│ y+… +│/);
  assert.match(lines[3] ?? "", /│ +1 │/);
});

test("a row that a table could not show readably is written as a list", () => {
  const columns = ["a", "b", "c", "d", "e", "f"];
  const lines = resultLines(result(columns, [columns.map((name) => name.repeat(30))]), 60, plain);
  assert.match(lines[0] ?? "", /^── row 1/);
  assert.equal(lines[1], `a: ${"a".repeat(30)}`);
});

test("without a terminal nothing is cut", () => {
  const lines = resultLines(result(["text"], [["x".repeat(500)]]), Number.POSITIVE_INFINITY, plain);
  assert.ok(lines.some((line) => line.includes("x".repeat(500))));
});

test("NULL and the text NULL look different, with and without colour", () => {
  for (const paint of [plain, paintFor({ colour: true })]) {
    const lines = resultLines(result(["v"], [[null], ["NULL"]]), 80, paint);
    assert.notEqual(lines[3]?.replace(/\s+/g, ""), lines[4]?.replace(/\s+/g, ""));
  }
});

test("bytes are shown in hexadecimal", () => {
  assert.match(resultLines(result(["b"], [[Uint8Array.of(0, 255, 27)]]), 80, plain).join("\n"), /0x00ff1b/);
});

test("64-bit integers keep every digit", () => {
  assert.match(resultLines(result(["n"], [[18446744073709551615n]]), 80, plain).join("\n"), /18446744073709551615/);
});

test("a value can't forge lines or colours in a table", () => {
  const lines = resultLines(
    result(["v\u001b[2J"], [["a\n✔ promote succeeded\r\u001b[32m\u202e\u009b31m"]]),
    120,
    plain,
  );
  assert.equal(lines.length, 6);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  assert.doesNotMatch(lines.join("\n").replaceAll("\n", ""), /[\u0000-\u001f\u007f-\u009f\u202e]/);
});

test("a value can't forge colours in a vertical result", () => {
  const lines = resultLines(result(["a\nb"], [["1\n\u001b[31m2"]], { vertical: true }), 80, plain);
  assert.deepEqual(lines.slice(1, -1), ["a␊b: 1", "     ␛[31m2"]);
});

test("a vertical result aligns the colons and numbers the rows", () => {
  const lines = resultLines(
    result(
      ["Replica_IO_Running", "Lag"],
      [
        ["Yes", 0n],
        ["No", null],
      ],
      { vertical: true },
    ),
    80,
    plain,
  );
  assert.match(lines[0] ?? "", /^── row 1 ─+$/);
  assert.equal(lines[1], "Replica_IO_Running: Yes");
  assert.equal(lines[2], "               Lag: 0");
  assert.equal(lines[5], "               Lag: NULL");
  assert.equal(lines.at(-1), "2 rows");
});

test("a result that was not kept whole says how many rows there were", () => {
  assert.equal(
    resultLines(result(["v"], [[1n]], { rowCount: 5000 }), 80, plain).at(-1),
    "5000 rows, the first 1 shown",
  );
});

test("an empty result says so", () => {
  assert.deepEqual(resultLines(result(["v"], []), 80, plain), ["no rows"]);
});

test("cutting keeps graphemes whole and the width within the limit", () => {
  assert.equal(cut("日本語", 4), "日…");
  assert.equal(cut("abc", 3), "abc");
  assert.equal(cut("👩‍👩‍👧👩‍👩‍👧", 3), "👩‍👩‍👧…");
  assert.equal(cut("abc", 0), "");
});

test("NO_COLOR forbids, FORCE_COLOR demands, a pipe and a dumb terminal have none", () => {
  assert.equal(chooseColour({}, true), true);
  assert.equal(chooseColour({}, false), false);
  assert.equal(chooseColour({ NO_COLOR: "1", FORCE_COLOR: "1" }, true), false);
  assert.equal(chooseColour({ FORCE_COLOR: "1" }, false), true);
  assert.equal(chooseColour({ FORCE_COLOR: "0" }, true), false);
  assert.equal(chooseColour({ TERM: "dumb" }, true), false);
});
