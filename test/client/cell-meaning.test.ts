import assert from "node:assert/strict";
import { test } from "node:test";
import { meaningOf } from "../../client/notebook/cell-meaning.ts";
import { type Cell, fromCells, toCells } from "../../core/runbook/cells.ts";
import { cellSpans } from "../../core/runbook/notebook-cells.ts";
import { parseRunbook } from "../../core/runbook/parse.ts";

const fence = (language: string, body: string): string => `\`\`\`${language}\n${body}\n\`\`\`\n`;
const TEXT = `---\nrunbook: A\n---\n# One\n\n${fence("sql {name=a}", "SELECT 1;")}\n${fence("python", "print(1)")}\n${fence("sh {name=b}", "uname")}`;

function meanings(cells: readonly Cell[]): string[] {
  const runbook = parseRunbook(fromCells(cells));
  const spans = cellSpans(cells);
  return cells.map((cell, index) => {
    const meaning = meaningOf(cell, spans[index] ?? { start: 0, end: 0 }, runbook);
    return meaning.kind === "step" ? `step ${meaning.step.name}` : meaning.kind;
  });
}

const edited = (cells: readonly Cell[], index: number, value: string): Cell[] =>
  cells.map((cell, i) => (i === index ? { ...cell, value } : cell));

test("each step is the cell that stands in its place, other fences stay text", () =>
  assert.deepEqual(meanings(toCells(TEXT)), ["front-matter", "text", "step a", "text", "step b"]));

test("a step typed into a Markdown cell does not shift what the cells after it run", () => {
  const cells = edited(toCells(TEXT), 1, `# One\n\n${fence("sql {name=x}", "DROP TABLE t;")}`);
  assert.deepEqual(meanings(cells), ["front-matter", "text", "step a", "text", "step b"]);
});

test("a cell below a fence that is not closed is not run as something else", () => {
  const cells = edited(toCells(TEXT), 1, "# One\n\n````text");
  assert.deepEqual(meanings(cells), ["front-matter", "text", "text", "text", "text"]);
});

test("a cell keeps its step when others are moved, added and removed", () => {
  const [front, title, a, python, b] = toCells(TEXT);
  assert.ok(front && title && a && python && b);
  assert.deepEqual(meanings([front, b, title, a]), ["front-matter", "step b", "text", "step a"]);
  const added: Cell = { kind: "code", language: "sql", value: "SELECT 2;" };
  assert.deepEqual(meanings([front, title, added, a]).slice(2)[1], "step a");
  assert.match(meanings([front, title, added, a])[2] ?? "", /^step /);
});

test("a cell that holds fence marks is still one step", () => {
  const cells = edited(toCells(TEXT), 2, "SELECT '\n```\n';\n```sql\nDROP TABLE t;");
  assert.deepEqual(meanings(cells)[2], "step a");
  const [step] = parseRunbook(fromCells(cells)).steps;
  assert.match(step?.code ?? "", /DROP TABLE t;$/);
});
