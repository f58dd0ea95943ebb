import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Cell, fromCells, toCells } from "../../../core/runbook/cells.ts";
import { assertEditsStayInside, assertUnedited, throughEditor } from "./cell-edits.ts";
import { dependencyFiles, examples, seed } from "./corpus.ts";
import { documents } from "./documents.ts";

const forms: readonly (readonly [what: string, text: string])[] = [
  ["a fence in a list", "1. a\n\n   ```sql {name=a}\n   SELECT 1;\n   ```\n\n2. b\n"],
  ["a fence in a list in a list", "- a\n  - ```sh\n    ls\n    ```\n"],
  ["a fence behind a tab in a list", "-\ta\n\n\t```sql\n\tSELECT 1;\n\t```\n"],
  ["a fence in a block quote", "> ```sql\n> SELECT 1;\n> ```\n"],
  ["a fence in a list in a block quote", "> 1. a\n>    ~~~sql\n>    SELECT 1;\n>    ~~~\n"],
  ["a fence of tildes", "~~~sql\nSELECT 1;\n```\n~~~\n"],
  ["a long fence", "`````sql\n```\nSELECT 1;\n`````````\n"],
  ["an indented fence", "  ```sql\n a\n   b\n  ```\n"],
  ["a fence that is never closed", "# a\n\n```sql\nSELECT 1;\n"],
  ["a fence that is never closed and has no final newline", "```sql\nSELECT 1;"],
  ["CRLF", "# a\r\n\r\n```sql\r\nSELECT 1;\r\n\r\n```\r\n\r\nb\r\n"],
  ["CR alone", "# a\r\r```sql\rSELECT 1;\r```\rb\r"],
  ["mixed line endings", "# a\r\n\n```sql\nSELECT 1;\r\nSELECT 2;\r```\n"],
  ["a byte order mark", "\ufeff```sql\nSELECT 1;\n```\n"],
  ["a byte order mark before front matter", "\ufeff---\nrunbook: a\n---\n\n```sql\nSELECT 1;\n```\n"],
  ["no final newline", "```sql\nSELECT 1;\n```"],
  ["tabs in the content", "```sql\n\tSELECT\t1;\n```\n"],
  ["NUL", "a\0\n```sql\nSELECT '\0';\n```\n\0"],
  ["a MkDocs admonition", '!!! note "a"\n    ```sql\n    SELECT 1;\n    ```\n\n```sql\nSELECT 2;\n```\n'],
  ["a MkDocs admonition in a list", "1. a\n\n    !!! warning\n        b\n\n    ```sh\n    ls\n    ```\n"],
  ["a GitBook hint", '{% hint style="info" %}\n```sql\nSELECT 1;\n```\n{% endhint %}\n'],
  ["GitBook tabs", '{% tabs %}\n{% tab title="a" %}\n```bash\nls\n```\n{% endtab %}\n{% endtabs %}\n'],
  ["a Docusaurus admonition", ":::warning\n```sql\nSELECT 1;\n```\n:::\n"],
  ["details", "<details>\n\n```sql\nSELECT 1;\n```\n\n</details>\n"],
];
const edits: readonly ((value: string) => string)[] = [
  (value) => `${value}${value === "" ? "" : "\n"}SELECT 'edited';`,
  () => "one\n\n  two\n\tthree",
  (value) => value.replace(/^.*$/m, "first"),
];

for (const [what, text] of forms) {
  test(`${what} keeps every byte when opened, and an edit stays inside`, () => {
    assertUnedited(text);
    for (const edit of edits) assert.ok(assertEditsStayInside(text, edit) > 0 || text.startsWith("!!!"));
  });
}

test("opening and saving keeps every byte of every Markdown file there is", (t) => {
  const files = dependencyFiles();
  assert.equal(examples.length, 652);
  assert.ok(files.length > 300);
  for (const { name, text } of [...examples, ...files, seed]) assertUnedited(text, name);
  t.diagnostic(`${examples.length} CommonMark examples, ${files.length} files of dependencies, the seed`);
});

test("an edit of one cell changes the content of its block alone, in every Markdown file there is", (t) => {
  let count = 0;
  for (const { name, text } of [...examples, ...dependencyFiles(), seed])
    count += assertEditsStayInside(text, (value) => `${value}${value === "" ? "" : "\n"}edited`, name);
  assert.ok(count > 300);
  t.diagnostic(`${count} edits`);
});

test("opening and saving keeps every byte of generated documents", (t) => {
  const numRuns = 10_000;
  fc.assert(
    fc.property(documents, (text) => assertUnedited(text)),
    { numRuns },
  );
  t.diagnostic(`${numRuns} documents`);
});

test("an edit of one cell changes the content of its block alone, in generated documents", (t) => {
  let count = 0;
  fc.assert(
    fc.property(documents, fc.constantFrom(...edits), (text, edit) => {
      count += assertEditsStayInside(text, edit);
    }),
    { numRuns: 20_000 },
  );
  assert.ok(count >= 2000, `${count} edits`);
  t.diagnostic(`${count} edits`);
});

const raw = (cells: readonly Cell[]): string => cells.map((cell) => cell.source?.raw ?? "").join("");

test("adding and deleting a cell leaves what is before and behind it", (t) => {
  let count = 0;
  const added: Cell = { kind: "code", language: "sql", value: "SELECT 'new';" };
  fc.assert(
    fc.property(documents, fc.nat(), (text, at) => {
      const cells = throughEditor(toCells(text));
      const index = at % (cells.length + 1);
      const [before, behind] = [cells.slice(0, index), cells.slice(index)];
      for (const result of [fromCells([...before, added, ...behind]), fromCells([...before, ...behind.slice(1)])]) {
        assert.ok(result.startsWith(raw(before)));
        count++;
      }
      assert.ok(fromCells([...before, added, ...behind]).endsWith(raw(behind)));
      assert.ok(fromCells([...before, ...behind.slice(1)]).endsWith(raw(behind.slice(1))));
    }),
    { numRuns: 3000 },
  );
  t.diagnostic(`${count} cells added or deleted`);
});

test("moving a cell moves its bytes and no others", (t) => {
  let count = 0;
  fc.assert(
    fc.property(documents, fc.nat(), fc.nat(), (text, from, to) => {
      const cells = throughEditor(toCells(text));
      const [moved] = cells.splice(from % Math.max(1, cells.length), 1);
      if (!moved) return;
      cells.splice(to % (cells.length + 1), 0, moved);
      const result = fromCells(cells);
      let at = 0;
      for (const { source } of cells) {
        const found = result.indexOf(source?.raw ?? "", at);
        assert.ok(found >= at);
        // Between two cells nothing is put but what keeps them apart.
        assert.match(result.slice(at, found), /^[\s>`~]*$/);
        at = found + (source?.raw.length ?? 0);
      }
      count++;
    }),
    { numRuns: 3000 },
  );
  t.diagnostic(`${count} cells moved`);
});

test("many blank lines with CRLF cost nothing when the text around them is edited", () => {
  const text = `a\r\n${"\r\n".repeat(5000)}b \r\n\t\r\n\r\n`;
  const [cell] = toCells(text);
  assert.ok(cell);
  assert.equal(fromCells([{ ...cell, value: "c" }]), "c\r\n\t\r\n\r\n");
});
