import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalLine, maxLineBytes } from "../../../core/audit/canonical-line.ts";
import { EntryChain } from "../../../core/audit/entry.ts";
import { leafHash } from "../../../core/audit/leaf-hash.ts";
import { actor, sha256 } from "./log-fixture.ts";

const moment = { now: 0, monoUs: 0, boot: "b" };

test("keys are sorted by UTF-16 unit and nothing is padded", () => {
  assert.equal(
    Buffer.from(canonicalLine({ b: [1, null], a: { d: "é", c: true } })).toString(),
    '{"a":{"c":true,"d":"é"},"b":[1,null]}',
  );
});

test("a float, an integer beyond 2^53 and a lone surrogate are refused", () => {
  for (const bad of [{ a: 0.5 }, { a: [{ b: 2 ** 53 }] }, { a: Number.NaN }, { a: "\ud800" }, { "\udc00": 1 }]) {
    assert.throws(() => canonicalLine(bad), RangeError);
  }
});

test("a line may have 60 KiB and not a byte more", () => {
  const overhead = '{"a":""}'.length;
  assert.equal(canonicalLine({ a: "x".repeat(maxLineBytes - overhead) }).length, maxLineBytes);
  assert.throws(() => canonicalLine({ a: "x".repeat(maxLineBytes - overhead + 1) }), /longer than/);
});

test("the leaf hash is the one of RFC 6962", () => {
  // The empty leaf and one of the Certificate Transparency test vectors.
  assert.equal(leafHash(new Uint8Array(), sha256), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  assert.equal(leafHash(Uint8Array.of(0), sha256), "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7");
});

test("an entry that is refused does not break the chain", () => {
  const chain = new EntryChain("l", actor, sha256);
  const first = chain.add({ type: "log.opened" }, moment);
  assert.throws(() => chain.add({ type: "run.started", big: "x".repeat(maxLineBytes) }, moment));
  const second = JSON.parse(Buffer.from(chain.add({ type: "run.started" }, moment).line).toString());
  assert.deepEqual([second.seq, second.prev], [1, first.hash]);
});

test("a body cannot overwrite the envelope", () => {
  const forged = { type: "log.opened", seq: 7, log: "other", prev: "x" } as const;
  const entry = JSON.parse(Buffer.from(new EntryChain("l", actor, sha256).add(forged, moment).line).toString());
  assert.deepEqual([entry.seq, entry.log, entry.prev], [0, "l", ""]);
});
