import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { type Cell, type CodeCell, fromCells, toCells } from "../../../core/runbook/cells.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const seed = readFileSync(new URL("../../fixtures/seed.md", import.meta.url), "utf8");

/** As a notebook keeps them: every cell goes through JSON. */
function cellsOf(text: string): Cell[] {
  return JSON.parse(JSON.stringify(toCells(text))) as Cell[];
}

function editStep(text: string, step: number, edit: (cell: CodeCell) => Partial<CodeCell>): string {
  return fromCells(
    cellsOf(text).map((cell) => (cell.kind === "code" && cell.step === step ? { ...cell, ...edit(cell) } : cell)),
  );
}

function shape(text: string): readonly string[] {
  return toCells(text).map((cell) => `${cell.kind === "code" ? cell.language : "markup"}: ${cell.value}`);
}

test("shows front matter, text and steps as cells, and leaves other fences in the text", () => {
  const text =
    "---\nrunbook: A\n---\n\n# A\n\n```json\n{}\n```\n\n- ```SQL {name=a}\n  SELECT 1;\n  ```\n  and then\n\n```sh\nls\n```\n\n```sh\npwd\n```\n\n";
  assert.deepEqual(shape(text), [
    "yaml: runbook: A",
    "markup: # A\n\n```json\n{}\n```",
    "sql: SELECT 1;",
    "markup:   and then",
    "sh: ls",
    "sh: pwd",
  ]);
  assert.equal(fromCells(cellsOf(text)), text);
});

test("cells and steps agree about index and content", () => {
  const { steps } = parseRunbook(seed);
  const cells = toCells(seed).filter((cell) => cell.kind === "code");
  assert.deepEqual(
    cells.map((cell) => [cell.step, cell.value]),
    steps.map((step) => [step.index, step.code]),
  );
});

const piece = fc.constantFrom(
  "```",
  "````",
  "~~~",
  "sql",
  "sh {name=a}",
  "\n",
  "\n",
  "\r\n",
  "\r",
  "\t",
  "> ",
  ">",
  "- ",
  "1. ",
  "   ",
  "  ",
  "# a",
  "---\n",
  "x: 1",
  "SELECT 1;",
  "<!--",
  "-->",
  "<div>",
  "\ufeff",
  " ",
  "a",
  "console",
  "yaml",
  "\0",
  "\u2028",
);
const document = fc.oneof(
  { weight: 4, arbitrary: fc.array(piece, { maxLength: 50 }).map((pieces) => pieces.join("")) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
);

test("a document that was not edited is written byte for byte, whatever it is", () => {
  fc.assert(
    fc.property(document, (text) => assert.equal(fromCells(cellsOf(text)), text)),
    { numRuns: 3000 },
  );
});

test("every Markdown file that lies below node_modules is written byte for byte", () => {
  const files = globSync("node_modules/**/*.md", { cwd: root });
  assert.ok(files.length > 100);
  for (const file of [
    ...files.map((name) => `${root}${name}`),
    fileURLToPath(new URL("../../fixtures/seed.md", import.meta.url)),
  ]) {
    const text = readFileSync(file, "utf8");
    assert.equal(fromCells(cellsOf(text)), text, file);
  }
});

for (const [where, text, expected] of [
  ["at the top level", "a\n```sql {name=a}\nold\n```\nb\n", "a\n```sql {name=a}\none\n\n  two\n```\nb\n"],
  ["with CRLF", "a\r\n```sql\r\nold\r\n```\r\nb\r\n", "a\r\n```sql\r\none\r\n\r\n  two\r\n```\r\nb\r\n"],
  ["in a list", "1. a\n   ```sql\n   old\n   ```\n2. b\n", "1. a\n   ```sql\n   one\n\n     two\n   ```\n2. b\n"],
  ["on the line of a list marker", "10. ```sql\n    old\n    ```\n", "10. ```sql\n    one\n\n      two\n    ```\n"],
  ["in a block quote", "> ~~~sql\n> old\n> ~~~\n", "> ~~~sql\n> one\n>\n>   two\n> ~~~\n"],
  ["that is empty", "```sql\n```\n", "```sql\none\n\n  two\n```\n"],
  ["that is never closed", "```sql\nold", "```sql\none\n\n  two"],
  ["that is never closed and empty", "```sql", "```sql\none\n\n  two\n"],
] as const) {
  test(`an edit changes the content alone of a block ${where}`, () => {
    assert.equal(
      editStep(text, 0, () => ({ value: "one\n\n  two" })),
      expected,
    );
  });
}

test("an edit keeps the lines that it does not touch as they are", () => {
  const text = "  ```sql\n a\n  b\n\tc\n  ```\n";
  assert.equal(
    editStep(text, 0, (cell) => ({ value: cell.value.replace("b", "B") })),
    "  ```sql\n a\n  B\n\tc\n  ```\n",
  );
});

test("content that looks like a fence makes the fence longer", () => {
  assert.equal(
    editStep("```sql\nold\n```\n", 0, () => ({ value: "a\n```\nb" })),
    "````sql\na\n```\nb\n````\n",
  );
});

test("another language changes the first word of the fence", () => {
  assert.equal(
    editStep("```sql {name=a}\nold\n```\n", 0, () => ({ language: "sh" })),
    "```sh {name=a}\nold\n```\n",
  );
});

test("an emptied block keeps its fence", () => {
  assert.equal(
    editStep("a\n\n```sql\nold\n```\n\nb\n", 0, () => ({ value: "" })),
    "a\n\n```sql\n```\n\nb\n",
  );
});

test("an edit of the text keeps the blank lines around it", () => {
  const cells = cellsOf("\n\n# A\r\n\r\n```sql\r\nSELECT 1;\r\n```\r\n").map(
    (cell): Cell => (cell.kind === "markup" ? { ...cell, value: "# B\n\nMore" } : cell),
  );
  assert.equal(fromCells(cells), "\n\n# B\n\nMore\r\n\r\n```sql\r\nSELECT 1;\r\n```\r\n");
});

test("an edit of the front matter stays between its lines", () => {
  const cells = cellsOf("\ufeff---\nrunbook: A\n---\n\n# A\n").map(
    (cell): Cell => (cell.kind === "code" ? { ...cell, value: "runbook: B\nowner: me" } : cell),
  );
  assert.equal(fromCells(cells), "\ufeff---\nrunbook: B\nowner: me\n---\n\n# A\n");
});

test("a new cell gets a fence that holds it, blank lines around it and the document's line endings", () => {
  const [first, second] = cellsOf("# A\r\n```sql\r\nSELECT 1;\r\n```\r\n");
  const added: Cell = { kind: "code", language: "sh", value: "cat <<EOF\n```\nEOF" };
  assert.ok(first && second);
  assert.equal(
    fromCells([first, added, second]),
    "# A\r\n\r\n````sh\r\ncat <<EOF\r\n```\r\nEOF\r\n````\r\n\r\n```sql\r\nSELECT 1;\r\n```\r\n",
  );
  assert.equal(fromCells([added, { kind: "markup", value: "Done." }]), "````sh\ncat <<EOF\n```\nEOF\n````\n\nDone.\n");
});

test("a new cell between a list and the block in it leaves the block in the list", () => {
  const text = "1. a\n   - b\n\n     ```sql {name=x}\n     SELECT 1;\n     ```\n";
  for (const added of [
    { kind: "code", language: "sh", value: "ls\n\npwd" },
    { kind: "markup", value: "Look first.\n\nThen go on." },
  ] as const) {
    const [list, block, ...more] = cellsOf(text);
    assert.ok(list && block && more.length === 0);
    const result = fromCells([list, added, block]);
    assert.ok(result.endsWith(text.slice(text.indexOf("     ```sql"))), result);
    const steps = parseRunbook(result).steps.map(({ code }) => code);
    assert.deepEqual(steps, added.kind === "code" ? ["ls\n\npwd", "SELECT 1;"] : ["SELECT 1;"]);
  }
});

test("a cell behind a block that was never closed does not become a part of it", () => {
  const text = fromCells([...cellsOf("```sql\nSELECT 1;"), { kind: "code", language: "sql", value: "SELECT 2;" }]);
  assert.deepEqual(
    parseRunbook(text).steps.map((step) => step.code),
    ["SELECT 1;", "SELECT 2;"],
  );
});

test("cells that changed places stay apart", () => {
  const [a, b] = cellsOf("```sql\nSELECT 1;\n```\n```sql\nSELECT 2;\n```");
  assert.ok(a && b);
  assert.deepEqual(
    parseRunbook(fromCells([b, a])).steps.map((step) => step.code),
    ["SELECT 2;", "SELECT 1;"],
  );
});

const wraps = [
  (block: string) => block,
  (block: string) => block.replace(/^(?=.)/gm, "   "),
  (block: string) => `- ${block.replace(/\n(?=.)/g, "\n  ")}`,
  (block: string) => block.replace(/^/gm, "> "),
  (block: string) => `> 1. ${block.replace(/\n/g, "\n>    ")}`,
];
const content = fc
  .array(fc.constantFrom("SELECT 1;", "", "  x", "\ty", "```", "~~~~", "> z", "- w", "# v", "`"), { maxLength: 6 })
  .map((lines) => lines.join("\n"));
const wrap = fc.constantFrom(...wraps);

test("an edited cell reads back as it was typed, and no byte outside its block changes", () => {
  fc.assert(
    fc.property(wrap, content, content, fc.constantFrom("\n", "\r\n"), (wrapBlock, before, after, lineEnding) => {
      const block = wrapBlock(`\`\`\`\`\`sql {name=a}\n${before === "" ? "" : `${before}\n`}\`\`\`\`\``);
      const text = `# Head\n\nText\n\n${block}\n\n# Next\n\n\`\`\`sh\nls\n\`\`\`\n`.replaceAll("\n", lineEnding);
      const [step] = parseRunbook(text).steps;
      assert.ok(step);
      const edited = editStep(text, 0, () => ({ value: after }));
      assert.ok(edited.startsWith(text.slice(0, step.block.contentSpan.start)));
      assert.ok(edited.endsWith(text.slice(step.block.contentSpan.end)));
      const again = parseRunbook(edited).steps;
      assert.equal(again.length, 2);
      assert.equal(again[0]?.code, after);
      if (after === step.code) assert.equal(edited, text);
    }),
    { numRuns: 2000 },
  );
});
