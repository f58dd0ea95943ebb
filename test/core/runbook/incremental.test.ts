import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { toCells } from "../../../core/runbook/cells.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { SectionMemory } from "../../../core/runbook/section-memory.ts";

const seed = readFileSync(new URL("../../fixtures/seed.md", import.meta.url), "utf8");

const piece = fc.constantFrom(
  `${"word word word word\n".repeat(90)}\n`,
  "## Head\n",
  "# Top\n\n",
  "```sql {name=a on=source}\n",
  "```sql\n",
  "```\n",
  "~~~~\n",
  "- ```bash {needs=a}\n",
  "  ```\n",
  "> ```failover\n> action: switchover\n> ```\n",
  "-- @expect a == 1\n",
  "-- @capture b = c\n",
  "SELECT ${b}, <name>;\n",
  "<!-- a\n",
  "-->\n",
  "\r\n",
  "---\nrunbook: x\ninputs: { b: string }\n---\n",
  "---\n",
  "\ufeff",
  "\n",
  "`",
  "{",
  "}",
  " ",
  "\t",
);

/** Where an edit begins and ends, as fractions of the text, and what it puts there. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(60),
  pieces: fc.array(piece, { maxLength: 3 }),
});

test("reading with the memory of earlier versions gives what reading anew gives, over random edits", () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.array(edit, { minLength: 1, maxLength: 8 }), (pieces, edits) => {
      const memory = new SectionMemory();
      let text = pieces.join("");
      assert.deepEqual(parseRunbook(text, memory), parseRunbook(text));
      for (const { at, length, pieces: put } of edits) {
        const start = Math.floor(at * text.length);
        text = text.slice(0, start) + put.join("") + text.slice(start + length);
        assert.deepEqual(parseRunbook(text, memory), parseRunbook(text));
      }
    }),
    { numRuns: 120 },
  );
});

test("the same holds for edits of a real document", () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const memory = new SectionMemory();
      let text = seed;
      parseRunbook(text, memory);
      for (const { at, length, pieces } of edits) {
        const start = Math.floor(at * text.length);
        text = text.slice(0, start) + pieces.join("") + text.slice(start + length);
        assert.deepEqual(toCells(text, memory), toCells(text));
        assert.deepEqual(parseRunbook(text, memory), parseRunbook(text));
      }
    }),
    { numRuns: 40 },
  );
});

/** Counts the sections that had to be read. */
class CountingMemory extends SectionMemory {
  read = 0;

  override sections(
    ...[text, start, read]: Parameters<SectionMemory["sections"]>
  ): ReturnType<SectionMemory["sections"]> {
    return super.sections(text, start, (chunk) => {
      this.read++;
      return read(chunk);
    });
  }
}

test("an edit reads its own section again and no other", () => {
  const text = seed.repeat(40);
  const memory = new CountingMemory();
  parseRunbook(text, memory);
  const middle = text.indexOf("## ", text.length / 2) + 3;
  for (let count = 1; count < 10; count++) {
    memory.read = 0;
    parseRunbook(`${text.slice(0, middle)}${"x".repeat(count)}${text.slice(middle)}`, memory);
    assert.equal(memory.read, 1);
  }
});
