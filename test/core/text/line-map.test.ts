import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { commonEnds } from "../../../core/text/common-ends.ts";
import { LineMap } from "../../../core/text/line-map.ts";

const piece = fc.constantFrom("a", "b", "\r", "\n", "\r\n", "\u{1f600}", "line\n", "x".repeat(1500));
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));

function positionsOf(lines: LineMap, length: number): readonly unknown[] {
  return Array.from({ length: length + 2 }, (_, offset) => lines.positionAt(offset));
}

test("lines end at LF, CRLF and CR", () => {
  const lines = new LineMap("a\nb\r\nc\rd");
  assert.equal(lines.lineCount, 4);
  assert.deepEqual(lines.positionAt(5), { line: 2, character: 0 });
  assert.equal(lines.offsetAt({ line: 3, character: 9 }), 8);
});

test("the lines of an edited text are the same whether earlier ones are known or not", () => {
  fc.assert(
    fc.property(text, fc.array(fc.tuple(fc.nat(3000), fc.nat(20), text), { maxLength: 5 }), (first, edits) => {
      let now = first;
      let lines = new LineMap(now);
      for (const [at, length, put] of edits) {
        now = now.slice(0, at) + put + now.slice(at + length);
        lines = new LineMap(now, lines);
        const anew = new LineMap(now);
        assert.equal(lines.lineCount, anew.lineCount);
        assert.deepEqual(positionsOf(lines, now.length), positionsOf(anew, now.length));
      }
    }),
    { numRuns: 100 },
  );
});

test("the ends that two texts have in common are as long as they can be, and share nothing", () => {
  fc.assert(
    fc.property(text, text, text, text, (start, a, b, end) => {
      const [left, right] = [start + a + end, start + b + end];
      const common = commonEnds(left, right);
      assert.ok(common.start >= Math.min(start.length, left.length, right.length));
      assert.ok(common.start + common.end <= Math.min(left.length, right.length));
      assert.equal(left.slice(0, common.start), right.slice(0, common.start));
      assert.equal(left.slice(left.length - common.end), right.slice(right.length - common.end));
      const rest = [left, right].map((each) => each.slice(common.start, each.length - common.end));
      const isLongest = rest[0]?.[0] !== rest[1]?.[0] && rest[0]?.at(-1) !== rest[1]?.at(-1);
      assert.ok(rest.includes("") || isLongest);
    }),
  );
});
