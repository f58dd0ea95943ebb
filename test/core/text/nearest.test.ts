import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { editDistance, nearest } from "../../../core/text/nearest.ts";

test("counts inserted, deleted, changed and swapped characters", () => {
  assert.equal(editDistance("server_id", "server_id", 3), 0);
  assert.equal(editDistance("max_conections", "max_connections", 3), 1);
  assert.equal(editDistance("sevrer", "server", 3), 1);
  assert.equal(editDistance("abc", "xyz", 2), 3);
  assert.equal(editDistance("", "ab", 3), 2);
});

test("finds the same distance as the whole table, and never more than one over the limit", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 9 });
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 9 }), (a, b, limit) => {
      assert.equal(editDistance(a, b, limit), Math.min(wholeTable(a, b), limit + 1));
    }),
    { numRuns: 3000 },
  );
});

test("puts the nearest candidate first and is silent when none is near", () => {
  const names = ["max_connections", "max_connect_errors", "max_allowed_packet"];
  assert.deepEqual(nearest("max_conections", names), ["max_connections"]);
  assert.deepEqual(nearest("zork", names), []);
  assert.deepEqual(nearest("x".repeat(10_000), names), []);
});

function wholeTable(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, row) =>
    Array.from({ length: b.length + 1 }, (_, column) => (row === 0 ? column : column === 0 ? row : 0)),
  );
  const cell = (row: number, column: number): number => table[row]?.[column] ?? 99;
  for (let row = 1; row <= a.length; row++) {
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const line = table[row];
      if (line)
        line[column] = Math.min(
          cell(row - 1, column) + 1,
          cell(row, column - 1) + 1,
          cell(row - 1, column - 1) + same,
          swapped ? cell(row - 2, column - 2) + 1 : 99,
        );
    }
  }
  return cell(a.length, b.length);
}
