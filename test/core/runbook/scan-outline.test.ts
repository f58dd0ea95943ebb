import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseOutline } from "../../../core/runbook/fences.ts";
import { scanOutline } from "../../../core/runbook/scan-outline.ts";
import { dependencyFiles, examples, seed } from "./corpus.ts";
import { documents } from "./documents.ts";

function assertSame(text: string, name?: string): void {
  assert.deepEqual(scanOutline(text), parseOutline(text), name);
}

test("the quick outline of real documents and of every CommonMark example is the parser's", (t) => {
  const texts = [...examples, seed, ...dependencyFiles().filter(({ text }) => text.length < 20_000)];
  for (const { name, text } of texts) assertSame(text, name);
  t.diagnostic(`${texts.length} documents`);
});

test("the quick outline of CommonMark examples that follow each other is the parser's", () => {
  const example = fc.constantFrom(...examples.map(({ text }) => text));
  fc.assert(
    fc.property(fc.array(example, { minLength: 2, maxLength: 8 }), (texts) => assertSame(texts.join(""))),
    { numRuns: 1500 },
  );
});

test("the quick outline of generated documents is the parser's", () => {
  fc.assert(
    fc.property(documents, (text) => assertSame(text)),
    { numRuns: 4000 },
  );
});
