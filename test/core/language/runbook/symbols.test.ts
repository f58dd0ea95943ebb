import assert from "node:assert/strict";
import { test } from "node:test";
import { parseInventory } from "../../../../core/cluster/inventory.ts";
import { rename } from "../../../../core/language/rename.ts";
import {
  definitionsOf,
  placesOf,
  type SymbolScope,
  thingInInventory,
  thingInRunbook,
} from "../../../../core/language/symbols.ts";
import { parseRunbook } from "../../../../core/runbook/parse.ts";
import { applyEdits } from "../cursor.ts";

const CLUSTERS = `orders:
  flavor: mysql
  nodes:
    "db1": { host: a, role: source }
    db2: { host: db2, role: replica }
other: { nodes: { db2: { host: c } } }
`;
const TEXT = `---
cluster: orders
inputs:
  to: { type: node, default: db2 }
---
\`\`\`sql {name=position on=db2 rollback=undo}
-- @capture file = File
SHOW BINARY LOG STATUS;
\`\`\`
\`\`\`sql {name=use on="db2" needs=position,undo when="file != 'file' && to.host != ''"}
-- @expect File == file
SELECT \${file}, '\${file}', "file", \${to.host};
\`\`\`
\`\`\`bash {name=undo}
echo "$file" '$file' "\${to_host}" "$file_name"
\`\`\`
\`\`\`failover
action: switchover
to: db2
\`\`\`
## Heading
\`\`\`sql {needs=heading}
SELECT 1;
\`\`\`
`;
const RUNBOOK = parseRunbook(TEXT);
const OTHER = parseRunbook("---\ncluster: other\n---\n```sql {on=db2 name=position}\nSELECT 1;\n```\n");
const INVENTORY = { path: "/w/clusters.yaml", inventory: parseInventory(CLUSTERS), text: CLUSTERS };
const SCOPE: SymbolScope = {
  inventory: INVENTORY,
  runbooks: [
    { path: "/w/a.md", runbook: RUNBOOK },
    { path: "/w/b.md", runbook: OTHER },
  ],
};

function thingAt(piece: string) {
  const found = thingInRunbook(RUNBOOK, TEXT.indexOf(piece));
  assert.ok(found, `nothing at ${piece}`);
  return found;
}

/** Every document after the renaming. */
function renamed(piece: string, name: string): Readonly<Record<string, string>> {
  const outcome = rename(thingAt(piece), name, "/w/a.md", SCOPE);
  assert.equal(outcome.status, "renamed", JSON.stringify(outcome));
  const texts = { "/w/a.md": TEXT, "/w/b.md": OTHER.text, "/w/clusters.yaml": CLUSTERS };
  return Object.fromEntries(
    Object.entries(texts).map(([path, text]) => [
      path,
      applyEdits(
        text,
        outcome.status === "renamed"
          ? outcome.places.filter((place) => place.path === path).map(({ span }) => ({ span, newText: name }))
          : [],
      ),
    ]),
  );
}

test("renames a step with all that refers to it, in its own runbook only", () => {
  const texts = renamed("position on=", "where");
  assert.equal(texts["/w/a.md"], TEXT.replace("name=position", "name=where").replace("needs=position", "needs=where"));
  assert.equal(texts["/w/b.md"], OTHER.text);
});

test("renames a variable in captures, code, scripts and expressions, and in no string, column or other word", () => {
  const text = renamed("file = File", "log")["/w/a.md"];
  const expected = TEXT.replace("@capture file =", "@capture log =")
    .replace('when="file !=', 'when="log !=')
    .replace("== file\n", "== log\n")
    .replace("SELECT ${file}", "SELECT ${log}")
    .replace('echo "$file"', 'echo "$log"');
  assert.equal(text, expected);
});

test("renames an input with its fields, also in the environment of scripts", () => {
  const text = renamed("to: { type", "target")["/w/a.md"];
  assert.equal(
    text,
    TEXT.replace("  to: {", "  target: {")
      .replace("to.host !=", "target.host !=")
      .replace("${to.host}", "${target.host}")
      .replace("${to_host}", "${target_host}"),
  );
});

test("renames a node in the inventory and in the runbooks of its cluster, and in no other", () => {
  const texts = renamed("db2 rollback", "db9");
  assert.equal(texts["/w/clusters.yaml"], CLUSTERS.replace("    db2:", "    db9:"));
  assert.equal(texts["/w/b.md"], OTHER.text);
  assert.equal(texts["/w/a.md"], TEXT.replaceAll("db2", "db9"));
  const fromInventory = thingInInventory(INVENTORY, CLUSTERS.indexOf("db2"));
  assert.ok(fromInventory);
  assert.equal(placesOf(fromInventory, INVENTORY.path, SCOPE).length, 5);
});

test("renames a cluster in the inventory and in the runbooks that name it", () => {
  const texts = renamed("orders", "sales");
  assert.equal(texts["/w/clusters.yaml"], CLUSTERS.replace("orders:", "sales:"));
  assert.equal(texts["/w/a.md"], TEXT.replace("cluster: orders", "cluster: sales"));
});

test("refuses names that cannot be or are taken, and what has no definition", () => {
  const because = (piece: string, name: string): string => {
    const outcome = rename(thingAt(piece), name, "/w/a.md", SCOPE);
    return outcome.status === "refused" ? outcome.because : "";
  };
  assert.match(because("position on=", "use"), /a step `use` already/);
  assert.match(because("position on=", "never"), /meaning of its own/);
  assert.match(because("position on=", "a b"), /cannot be a name/);
  assert.match(because("file = File", "to"), /a variable `to` already/);
  assert.match(because("file = File", "1x"), /cannot be the name of a variable/);
  assert.match(because("db2 rollback", "db1"), /a node `db1` already/);
  assert.match(because("db2 rollback", "replica"), /meaning of its own/);
  assert.match(because("heading}", "x"), /from a heading/);
});

test("finds the definition of every kind of name", () => {
  const at = (piece: string) =>
    definitionsOf(thingAt(piece), "/w/a.md", SCOPE).map(({ path, span }) =>
      (path === "/w/a.md" ? TEXT : CLUSTERS).slice(span.start, span.end),
    );
  assert.deepEqual(at("position,undo"), ["position"]);
  assert.deepEqual(at("file}"), ["file"]);
  assert.deepEqual(at("db2 rollback"), ["db2"]);
  assert.deepEqual(at("heading}"), ["```sql {needs=heading}"]);
});
