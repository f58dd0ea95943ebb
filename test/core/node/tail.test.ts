import assert from "node:assert/strict";
import { test } from "node:test";
import { Tail } from "../../../core/node/tail.ts";

const MEBIBYTE = 1024 * 1024;

/** What is kept and passed on of these chunks. */
function keep(chunks: readonly Buffer[]): { kept: string; passed: string; lost: number } {
  let passed = "";
  const tail = new Tail((text) => (passed += text));
  for (const chunk of chunks) tail.add(chunk);
  return { kept: tail.end(), passed, lost: tail.lost };
}

test("whatever the sizes of its pieces, the end of a stream is kept and all of it passed on", () => {
  for (const size of [1, 7, 65536, MEBIBYTE, MEBIBYTE + 1, 3 * MEBIBYTE]) {
    const total = size === 1 ? 1000 : 2.5 * MEBIBYTE;
    const whole = Buffer.from(Array.from({ length: total }, (_, index) => 97 + (index % 26)));
    const chunks: Buffer[] = [];
    for (let at = 0; at < total; at += size) chunks.push(whole.subarray(at, at + size));
    const { kept, passed, lost } = keep(chunks);
    assert.equal(passed, whole.toString(), `size ${size}`);
    assert.equal(kept, whole.subarray(-MEBIBYTE).toString(), `size ${size}`);
    assert.equal(lost, Math.max(0, total - MEBIBYTE));
  }
});

test("what is kept does not begin within a character", () => {
  const { kept } = keep([Buffer.from("é".repeat(MEBIBYTE)), Buffer.from("x")]);
  assert.match(kept, /^é+x$/);
  assert.ok(Buffer.byteLength(kept) >= MEBIBYTE - 3);
});

test("of a stream that nothing came from nothing is kept", () => {
  assert.deepEqual(keep([]), { kept: "", passed: "", lost: 0 });
});
