import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../../../core/language/analyse.ts";
import { foldingRanges } from "../../../../core/language/folding.ts";
import { selectionRange } from "../../../../core/language/selection.ts";
import { LineMap } from "../../../../core/text/line-map.ts";
import { cursorIn } from "../cursor.ts";

test("folds groups to their last setting, and runs of comments", () => {
  const text = "# one\n# two\n[mysqld]\na=1\n\nb=2\n\n# client\n[client]\nc=1\n[empty]\n";
  const lines = new LineMap(text);
  assert.deepEqual(
    foldingRanges(analyse("option-file", text)).map(({ kind, span }) => {
      const { start, end } = lines.rangeOf(span);
      return [kind, start.line, end.line];
    }),
    [
      ["comment", 0, 1],
      ["region", 2, 5],
      ["region", 8, 9],
    ],
  );
});

function selected(marked: string, kind: "option-file" | "runbook" = "option-file"): readonly string[] {
  const { analysis, text, offset } = cursorIn(kind, marked);
  return selectionRange(analysis, offset, {}).map((span) => text.slice(span.start, span.end));
}

test("selects from the member of a list to the file", () => {
  assert.deepEqual(selected("[client]\n[mysqld]\nsql_mode = A,B|,C # c\n"), [
    "B",
    "A,B,C",
    "sql_mode = A,B,C",
    "sql_mode = A,B,C # c\n",
    "[mysqld]\nsql_mode = A,B,C # c\n",
    "[client]\n[mysqld]\nsql_mode = A,B,C # c\n",
  ]);
});

test("selects in a fragment, then the block and what is around it", () => {
  assert.deepEqual(selected("# A\n\n```ini\n[mysqld]\nport| = 1\n```\n", "runbook"), [
    "port",
    "port = 1",
    "[mysqld]\nport = 1",
    "```ini\n[mysqld]\nport = 1\n```",
    "# A\n\n```ini\n[mysqld]\nport = 1\n```\n",
  ]);
});
