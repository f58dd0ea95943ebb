import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { parseInventory } from "../../core/cluster/inventory.ts";
import {
  checkInventory,
  type InventoryEntry,
  removeEntry,
  writeEntry,
} from "../../core/node/sandbox/inventory-entry.ts";

const folder = mkdtempSync(join(tmpdir(), "drr-inventory-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "clusters.yaml");

const entry: InventoryEntry = {
  name: "sandbox",
  flavor: "mysql",
  version: { flavor: "mysql", major: 9, minor: 7, patch: 4 },
  admin: { user: "dba", password: "not written here", file: "/a folder/with: colon #and hash/dba.cnf" },
  nodes: [
    {
      name: "db1",
      role: "source",
      host: "127.0.0.1",
      port: 23001,
      socket: "/s/db1.sock",
      folder: "/n/db1",
      optionFile: "/n #1/db1/my.cnf",
    },
    {
      name: "db2",
      role: "replica",
      host: "127.0.0.1",
      port: 23002,
      socket: "/s/db2.sock",
      folder: "/n/db2",
      optionFile: "/n #1/db2/my.cnf",
    },
  ],
};

const BEFORE: [string, string][] = [
  [
    "with comments everywhere",
    "# top\n\norders:   # eu\n    flavor:   mysql   # spaces kept\n    nodes: { db1: { host: a.example, port: 3306 } }\n\n# below\n",
  ],
  ["without a last line end", "orders:\n  flavor: mysql\n  nodes: {}"],
  ["with CRLF", "orders:\r\n  flavor: mysql # crlf\r\n  nodes: {}\r\n"],
  ["with quotes and anchors", "base: &base { flavor: mysql }\n'orders': { <<: *base, nodes: {} }\n"],
];

for (const [what, before] of BEFORE) {
  test(`a file ${what} keeps every byte while the sandbox comes and goes`, () => {
    writeFileSync(path, before);
    checkInventory(path, "sandbox");
    writeEntry(path, entry);
    const during = readFileSync(path, "utf8");
    assert.ok(during.startsWith(before));
    if (before.includes("\r\n")) assert.doesNotMatch(during, /[^\r]\n/);
    writeEntry(path, { ...entry, nodes: entry.nodes.slice(0, 1) });
    assert.equal(readFileSync(path, "utf8").match(/^sandbox:/gm)?.length, 1, "the entry is replaced, not added again");
    removeEntry(path, "sandbox", true);
    assert.equal(readFileSync(path, "utf8").trimEnd(), before.trimEnd());
  });
}

test("the entry says what the inventory's reader expects, and no password", () => {
  rmSync(path, { force: true });
  writeEntry(path, entry);
  const text = readFileSync(path, "utf8");
  const { clusters, problems } = parseInventory(text);
  assert.deepEqual(problems, []);
  const { span: _span, nodes, ...cluster } = clusters[0] ?? assert.fail("no cluster");
  assert.deepEqual(cluster, {
    name: "sandbox",
    flavor: "mysql",
    version: "9.7",
    user: "dba",
    defaultsFile: entry.admin.file,
    production: false,
    sandbox: "sandbox",
  });
  assert.deepEqual(
    nodes.map((node) => node.config),
    ["/n #1/db1/my.cnf", "/n #1/db2/my.cnf"],
  );
  assert.doesNotMatch(text, /not written here/);
});

test("a file that was not there goes with the entry, one that was stays", () => {
  rmSync(path, { force: true });
  writeEntry(path, entry);
  removeEntry(path, "sandbox", false);
  assert.equal(existsSync(path), false);
  writeFileSync(path, "");
  writeEntry(path, entry);
  removeEntry(path, "sandbox", true);
  assert.equal(readFileSync(path, "utf8"), "");
});

test("what a person wrote behind the entry stays when the entry goes", () => {
  writeFileSync(path, "# first\n");
  writeEntry(path, entry);
  writeFileSync(path, `${readFileSync(path, "utf8")}# mine\norders:\n  flavor: mysql\n  nodes: {}\n`);
  removeEntry(path, "sandbox", false);
  assert.equal(readFileSync(path, "utf8"), "# first\n# mine\norders:\n  flavor: mysql\n  nodes: {}\n");
});

test("a file in flow style gets the entry and loses it again", () => {
  for (const before of ["{}\n", "{ orders: { flavor: mysql, nodes: {} } }\n"]) {
    writeFileSync(path, before);
    writeEntry(path, entry);
    assert.deepEqual(
      parseInventory(readFileSync(path, "utf8")).clusters.map((cluster) => cluster.name),
      before === "{}\n" ? ["sandbox"] : ["orders", "sandbox"],
    );
    removeEntry(path, "sandbox", true);
    assert.doesNotMatch(readFileSync(path, "utf8"), /sandbox/);
  }
});

test("a cluster of the same name that a person wrote is neither replaced nor removed", () => {
  const mine = "sandbox:\n  flavor: mysql\n  nodes: {}\n";
  writeFileSync(path, mine);
  assert.throws(() => checkInventory(path, "sandbox"), {
    code: "inventory",
    message: /already has a cluster "sandbox"/,
  });
  removeEntry(path, "sandbox", false);
  assert.equal(readFileSync(path, "utf8"), mine);
});

test("a file that is no YAML map is refused before anything is started", () => {
  for (const text of ["a: [1\n", "- a\n", "just text\n", "a: 1\na: 2\n"]) {
    writeFileSync(path, text);
    assert.throws(() => checkInventory(path, "sandbox"), { code: "inventory" }, text);
    assert.equal(readFileSync(path, "utf8"), text);
  }
});
