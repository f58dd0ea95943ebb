import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { notebookText } from "../../../core/language/notebook.ts";
import { type Cell, toCells } from "../../../core/runbook/cells.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";

const TEXT =
  "---\nrunbook: x\ninputs: 7\n---\n# a\n\n> ```sql {on=nobody}\n> SELECT 1;\n>   SELECT 2;\n> ```\n\n- x\n  ```bash\n  echo a\n\n  echo b\n  ```\n";

/** What `words` of the document are called in the cell they are placed in. */
function placed(cells: readonly Cell[], words: string): string {
  const { text, place } = notebookText(cells);
  const start = text.indexOf(words);
  assert.ok(start >= 0);
  const found = place({ start, end: start + words.length });
  return found ? `${found.cell} ${cells[found.cell]?.value.slice(found.span.start, found.span.end)}` : "nowhere";
}

test("joins cells to the document and places its parts in them", () => {
  const cells = toCells(TEXT);
  assert.equal(notebookText(cells).text, TEXT);
  assert.deepEqual(
    cells.map((cell) => cell.kind),
    ["code", "markup", "code", "markup", "code"],
  );
  assert.equal(placed(cells, "inputs: 7"), "0 inputs: 7");
  assert.equal(placed(cells, "SELECT 1"), "2 SELECT 1");
  assert.equal(placed(cells, "SELECT 2;"), "2 SELECT 2;");
  assert.equal(placed(cells, "echo b"), "4 echo b");
});

test("places what stands on a fence's own line at the start of its cell, and Markdown in its own", () => {
  assert.equal(placed(toCells(TEXT), "on=nobody"), "2 ");
  assert.equal(placed(toCells(TEXT), "# a"), "1 # a");
  const text = "\ufeff\r\n \r\n# b\r\n\r\ntext\r\n\r\n```\r\nls\r\n```\r\n\r\n\r\n";
  assert.equal(placed(toCells(text), "# b"), "0 # b");
  assert.equal(placed(toCells(text), "ls"), "0 ls");
  const joined = notebookText(toCells(text));
  assert.equal(joined.offsetOf(0, "# b\n\ntext\n\n```\nl".length), text.indexOf("ls") + 1);
  // Two pieces of text side by side are one in the document: neither is found again.
  const apart: Cell[] = ["# c", "# d"].map((value) => ({ kind: "markup", value }));
  assert.equal(placed(apart, "# d"), "nowhere");
});

test("follows cells that were edited, added, moved and removed", () => {
  const [front, heading, sql, item, bash] = toCells(TEXT);
  assert.ok(front && heading && sql && item && bash);
  const added: Cell = { kind: "code", language: "sql", value: "SELECT 3;\nSELECT 4;" };
  const cells = [front, added, { ...bash, value: "echo a\necho edited" }, heading, { ...sql, value: "SELECT 5;" }];
  assert.equal(placed(cells, "SELECT 4"), "1 SELECT 4");
  assert.equal(placed(cells, "echo edited"), "2 echo edited");
  assert.equal(placed(cells, "SELECT 5"), "4 SELECT 5");
});

test("places every unit of a step's code at the same unit of its cell", () => {
  const line = fc.constantFrom("SELECT 1;", "  x", "", `\${a}`, "-- y", "\tz", "```", "> q");
  const fence = fc.constantFrom(
    "```sql\n@\n```\n",
    "> ```sql\n> @\n> ```\n",
    "- a\n  ~~~sql\n  @\n  ~~~\n",
    "    ````sql\n@\n````\n",
    "# h\n```sql\r\n@\r\n```\r\n",
  );
  const document = fc.array(fc.tuple(fence, fc.array(line, { maxLength: 3 })), { maxLength: 5 });
  fc.assert(
    fc.property(document, (parts) => {
      const text = parts.map(([block, lines]) => block.replace("@", () => lines.join("\n"))).join("\n");
      const cells = toCells(text);
      const joined = notebookText(cells);
      for (const step of parseRunbook(joined.text).steps) {
        for (let at = 0; at < step.code.length; at++) {
          const start = step.codeOffsets[at] ?? 0;
          const unit = step.code[at];
          if (unit === "\n" || joined.text[start] !== unit) continue;
          const found = joined.place({ start, end: start + 1 });
          assert.equal(found && cells[found.cell]?.value.slice(found.span.start, found.span.end), unit);
        }
      }
    }),
    { numRuns: 500 },
  );
});
