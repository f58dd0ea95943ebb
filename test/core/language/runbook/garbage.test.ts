import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseInventory } from "../../../../core/cluster/inventory.ts";
import { analyse } from "../../../../core/language/analyse.ts";
import { complete } from "../../../../core/language/completion.ts";
import { foldingRanges } from "../../../../core/language/folding.ts";
import { hover } from "../../../../core/language/hover.ts";
import { actionsAt } from "../../../../core/language/runbook/actions.ts";
import { formatBlocks } from "../../../../core/language/runbook/format.ts";
import { inlayHints, planLine } from "../../../../core/language/runbook/hints.ts";
import { semanticTokens } from "../../../../core/language/runbook/semantic-tokens.ts";
import { signatureAt } from "../../../../core/language/runbook/signature.ts";
import { selectionRange } from "../../../../core/language/selection.ts";
import { thingInRunbook } from "../../../../core/language/symbols.ts";
import type { Span } from "../../../../core/text/span.ts";

const CLUSTERS = 'orders: { flavor: mysql, version: "8.4", nodes: { db1: { host: a, role: source } } }\n';
const INVENTORY = parseInventory(CLUSTERS);
const RUNS = Number(process.env["DR_RUNBOOKS_FUZZ"] ?? 300);

const piece = fc.oneof(
  fc.constantFrom(
    "---\n",
    "cluster: orders\n",
    "inputs:\n  a: { type: node, default: ",
    "```sql {name=",
    "```sql {on=source needs=a,b}\n",
    "```bash\n",
    "> ```failover\n> action: switchover\n> to: ",
    "```\n",
    "~~~ini\n[mysqld]\n",
    "-- @expect ",
    "-- @capture a = ",
    "${",
    "${a.host}",
    "}",
    "@@",
    "SELECT 'x",
    "SHOW REPLICA STATUS\\G\n",
    "CHANGE MASTER TO MASTER_HOST='a';",
    '"',
    "'",
    "\r\n",
    "\t",
    "\n",
    "mysql -e 'SELECT 1'\n",
    "mysql -psecret db\n",
    "$a ${a_host}",
    "# Head\n",
    "- ",
    "{",
    ", ",
    ": ",
    "\ufeff",
    "\ud800",
    "é",
    "/*",
    "`",
  ),
  fc.string({ maxLength: 8 }),
);

test("no document and no place in it makes a feature fail or point outside the text", () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), fc.double({ min: 0, max: 1, noNaN: true }), (pieces, at) => {
      const text = pieces.join("");
      const offset = Math.floor(at * text.length);
      const inside = ({ start, end }: Span): void =>
        assert.ok(
          start >= 0 && start <= end && end <= text.length,
          JSON.stringify({ start, end, length: text.length }),
        );
      for (const kind of ["runbook", "inventory"] as const) {
        const analysis = analyse(kind, text);
        const [cluster] = INVENTORY.clusters;
        const context = cluster ? { cluster } : {};
        for (const { span } of complete(analysis, offset, context, INVENTORY)) inside(span);
        const shown = hover(analysis, offset, context);
        if (shown) inside(shown.span);
        for (const { span } of foldingRanges(analysis)) inside(span);
        for (const span of selectionRange(analysis, offset, context)) inside(span);
        if (analysis.kind !== "runbook") continue;
        const { runbook } = analysis;
        for (const { span } of semanticTokens(runbook)) inside(span);
        for (const { edits } of actionsAt(runbook, { start: offset, end: offset }, { context }))
          for (const { span } of edits) inside(span);
        for (const { span, newText } of formatBlocks(runbook, { start: 0, end: text.length })) {
          inside(span);
          assert.equal(newText, "");
          assert.match(text.slice(span.start, span.end), /^[ \t]+$/);
        }
        for (const hint of inlayHints(runbook, { start: 0, end: text.length }, { context }))
          inside({ start: hint.offset, end: hint.offset });
        for (const step of runbook.steps) planLine(step);
        signatureAt(runbook, offset);
        const thing = thingInRunbook(runbook, offset);
        if (thing) assert.equal(text.slice(thing.span.start, thing.span.end), thing.name);
      }
    }),
    { numRuns: RUNS },
  );
});
