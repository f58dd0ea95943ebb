import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type CellChanges, cellChanges } from "../../../core/runbook/cell-changes.ts";
import { type Cell, fromCells, toCells } from "../../../core/runbook/cells.ts";
import { throughEditor } from "./cell-edits.ts";
import { documents } from "./documents.ts";

/** As a notebook does them. */
function applied(cells: readonly Cell[], { updates, replacements }: CellChanges): Cell[] {
  const result = [...cells];
  for (const { index, value, source } of updates) result[index] = { ...(result[index] as Cell), value, source };
  for (const { start, count, cells: inserted } of replacements) result.splice(start, count, ...inserted);
  return result;
}

test("the cells of one document become those of another, to the byte", (t) => {
  let kept = 0;
  fc.assert(
    fc.property(documents, documents, fc.nat(), fc.nat(), (text, piece, a, b) => {
      const [start, end] = [a % (text.length + 1), b % (text.length + 1)].toSorted((x, y) => x - y);
      const edited = text.slice(0, start) + piece.slice(0, 20) + text.slice(end);
      const cells = throughEditor(toCells(text));
      const changes = cellChanges(cells, edited);
      assert.equal(fromCells(throughEditor(applied(cells, changes))), edited);
      kept += cells.length - changes.replacements.reduce((sum, { count }) => sum + count, 0);
    }),
    { numRuns: 3000 },
  );
  t.diagnostic(`${kept} cells stayed`);
});

test("cells that have nothing to do with a change stay, and no text is replaced that is the same", () => {
  const text = "# A\n\n```sql {name=a}\nSELECT 1;\n```\n\nText\n\n```sql {name=b}\nSELECT <id>;\n```\n\nEnd\n";
  const cells = toCells(text);
  const edited = `---\ninputs:\n  id: { type: string }\n---\n\n${text.replace("<id>", "${id}")}`;
  const { updates, replacements } = cellChanges(cells, edited);
  assert.deepEqual(
    replacements.map(({ start, count, cells: inserted }) => [start, count, inserted.length]),
    [[0, 0, 1]],
  );
  assert.deepEqual(
    updates.filter(({ index, value }) => value !== cells[index]?.value).map(({ index }) => index),
    [3],
  );
  assert.deepEqual(cellChanges(cells, text), { updates: [], replacements: [] });
});

test("an attribute alone changes no text, and a block that becomes another kind of step is another cell", () => {
  const cells = toCells("```bash {name=a}\nmysql -e 'SELECT 1'\n```\n");
  const named = cellChanges(cells, "```bash {name=b}\nmysql -e 'SELECT 1'\n```\n");
  assert.deepEqual([named.replacements.length, named.updates.length], [0, 1]);
  assert.equal(named.updates[0]?.value, cells[0]?.value);
  const other = cellChanges(cells, "```sql {name=a}\nSELECT 1;\n```\n");
  assert.deepEqual(
    other.replacements.map(({ start, count, cells: inserted }) => [start, count, inserted.length]),
    [[0, 1, 1]],
  );
});
