import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseInventory } from "../../../core/cluster/inventory.ts";
import { type Analysis, analyse } from "../../../core/language/analyse.ts";
import { diagnose } from "../../../core/language/diagnose.ts";
import { type DocumentSymbol, documentSymbols } from "../../../core/language/document-symbols.ts";
import { lintContextOf, type Surroundings } from "../../../core/language/lint-context.ts";
import { describeTargets, targetsOf } from "../../../core/lint/targets.ts";
import { parseVersion } from "../../../core/mysql/flavor.ts";

const INVENTORY = parseInventory(`orders:
  flavor: mysql
  version: "8.4"
  nodes:
    db1: { host: a, config: ./db1/my.cnf }
    db2: { host: b, config: /etc/mysql/my.cnf }
billing: { flavor: mariadb, nodes: { m1: { host: c } } }
`);
const AROUND: Surroundings = { inventory: INVENTORY, inventoryFolder: "/projects/x" };

function targets(path: string, analysis: Analysis, around = AROUND): string {
  const found = targetsOf(lintContextOf(path, analysis, around));
  return `${describeTargets(found)} ×${found.length}`;
}

test("checks an option file against the cluster of the node that has it", () => {
  const file = analyse("option-file", "[mysqld]\n");
  assert.equal(targets("/projects/x/db1/my.cnf", file), "MySQL 8.4 ×1");
  assert.equal(targets("/etc/mysql/my.cnf", file), "MySQL 8.4 ×1");
  assert.equal(targets("/projects/x/db9/my.cnf", file), "No current MySQL or MariaDB ×6");
});

test("takes the settings for a file that no node has", () => {
  const file = analyse("option-file", "[mysqld]\n");
  const target = parseVersion("10.11", "mariadb");
  assert.ok(target);
  assert.equal(targets("/x.cnf", file, { ...AROUND, target }), "MariaDB 10.11 ×1");
  assert.equal(targets("/x.cnf", file, { ...AROUND, flavor: "mariadb" }), "No current MariaDB ×3");
  assert.equal(targets("/projects/x/db1/my.cnf", file, { ...AROUND, target }), "MySQL 8.4 ×1");
});

test("checks a runbook against the cluster that its front matter names", () => {
  const runbook = (frontMatter: string): Analysis => analyse("runbook", `---\nrunbook: x\n${frontMatter}---\n`);
  assert.equal(targets("/r.md", runbook("cluster: orders\n")), "MySQL 8.4 ×1");
  assert.equal(targets("/r.md", runbook("cluster: billing\n")), "No current MariaDB ×3");
  assert.equal(targets("/r.md", runbook("cluster: nobody\n")), "No current MySQL or MariaDB ×6");
});

test("outlines clusters and their nodes", () => {
  const symbols = documentSymbols({ kind: "inventory", inventory: INVENTORY, text: "" });
  assert.deepEqual(
    symbols.map(({ name, detail, children }) => [name, detail, children.map((child) => child.name)]),
    [
      ["orders", "mysql 8.4", ["db1", "db2"]],
      ["billing", "mariadb", ["m1"]],
    ],
  );
});

test("keeps every part of an outline and every finding in its place, whatever the text", () => {
  const piece = fc.constantFrom(
    "# a\n",
    "## b\n",
    "### c\n",
    "```sql\n",
    "```\n",
    "~~~ini\n",
    "> ",
    "- ",
    "[mysqld]\n",
    "max_conections=1\n",
    `\${x}`,
    "\n",
    "---\n",
    "runbook: x\n",
    "\r\n",
    "[",
    "'",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece, { maxLength: 40 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(
      text,
      fc.constantFrom("runbook" as const, "option-file" as const, "inventory" as const),
      (source, kind) => {
        const analysis = analyse(kind, source);
        const within = (symbol: DocumentSymbol, start: number, end: number): void => {
          assert.ok(start <= symbol.span.start && symbol.span.end <= end, `${symbol.name} sticks out`);
          assert.ok(
            symbol.span.start <= symbol.selection.start && symbol.selection.end <= symbol.span.end,
            `${symbol.name} selects too much`,
          );
          assert.notEqual(symbol.name, "");
          for (const child of symbol.children) within(child, symbol.span.start, symbol.span.end);
        };
        for (const symbol of documentSymbols(analysis)) within(symbol, 0, source.length);
        for (const finding of diagnose(analysis, {})) {
          for (const { span } of [finding, ...finding.fixes.flatMap((fix) => fix.edits)]) {
            assert.ok(0 <= span.start && span.start <= span.end && span.end <= source.length, finding.message);
          }
        }
      },
    ),
    { numRuns: 2000 },
  );
});
