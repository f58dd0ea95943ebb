import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parseInventory } from "../../../core/cluster/inventory.ts";
import type { Cluster } from "../../../core/cluster/inventory-types.ts";
import { nodeRules } from "../../../core/lint/nodes/index.ts";
import { lintNodes } from "../../../core/lint/nodes/lint-nodes.ts";
import type { NodeFile } from "../../../core/lint/nodes/topology.ts";
import type { Finding } from "../../../core/lint/rule.ts";
import { parseOptionFile } from "../../../core/option-file/parse.ts";
import { applyEdits } from "../../support/rule-examples.ts";

// The pages of the rules are their tests. An example is an inventory in a `yaml` fence and the option files of its nodes in
// `ini {node=NAME}` fences behind it, `{node=NAME-auto}` the node's auto.cnf. Each example under Bad must give a finding,
// which each of its fixes must take away, and each under Good none.

const folder = new URL("../../../core/lint/nodes/", import.meta.url);

interface Example {
  readonly cluster: Cluster;
  readonly texts: ReadonlyMap<string, string>;
}

function examples(page: string, heading: string): readonly Example[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const found: { cluster: Cluster; texts: Map<string, string> }[] = [];
  for (const [, language, node = "", text = ""] of section.matchAll(
    /^```(yaml|ini)(?: \{node=([\w-]+)\})?\n([\s\S]*?)^```$/gm,
  )) {
    if (language === "yaml") {
      const { clusters, problems } = parseInventory(text);
      assert.deepEqual(problems, []);
      assert.ok(clusters[0]);
      found.push({ cluster: clusters[0], texts: new Map() });
    } else found.at(-1)?.texts.set(node, text);
  }
  return found;
}

function filesOf(texts: ReadonlyMap<string, string>): ReadonlyMap<string, NodeFile> {
  const files = new Map<string, NodeFile>();
  for (const [node, text] of texts) {
    if (node.endsWith("-auto")) continue;
    const auto = texts.get(`${node}-auto`);
    files.set(node, {
      path: node,
      file: parseOptionFile(text),
      ...(auto === undefined ? {} : { auto: { path: `${node}-auto`, file: parseOptionFile(auto) } }),
    });
  }
  return files;
}

function findings({ cluster, texts }: Example, rule?: string): readonly { path: string; finding: Finding }[] {
  return [...lintNodes(cluster, filesOf(texts))].flatMap(([path, found]) =>
    found.flatMap((finding) => (rule === undefined || finding.rule === rule ? [{ path, finding }] : [])),
  );
}

test("every rule across nodes has a page and a file of its name, and its own code", () => {
  const pages = readdirSync(folder).filter((name) => name.endsWith(".md"));
  assert.deepEqual(pages.map((name) => name.replace(/\.md$/, "")).sort(), nodeRules.map(({ id }) => id).sort());
  assert.equal(new Set(nodeRules.map(({ code }) => code)).size, nodeRules.length);
});

for (const rule of nodeRules) {
  const page = readFileSync(new URL(`${rule.id}.md`, folder), "utf8");

  test(`the page of ${rule.id} says its code, name, title and references, and has examples of both kinds`, () => {
    assert.ok(page.startsWith(`# ${rule.code} ${rule.id}\n\n${rule.title}.\n`), page.slice(0, 100));
    for (const reference of rule.references) assert.ok(page.includes(`- <${reference}>`), reference);
    for (const heading of ["What it finds", "Why", "Bad", "Good", "Versions", "References"])
      assert.ok(page.includes(`\n## ${heading}\n`), heading);
    assert.ok(examples(page, "Bad").length > 0 && examples(page, "Good").length > 0);
  });

  for (const [index, example] of examples(page, "Bad").entries()) {
    test(`${rule.id} reports bad example ${index + 1}, points to other files, and each of its fixes helps`, () => {
      const found = findings(example, rule.id);
      assert.notEqual(found.length, 0);
      for (const { path, finding } of found) {
        assert.match(finding.message, /\.$/);
        const text = example.texts.get(path) ?? "";
        assert.ok(finding.span.start < finding.span.end && finding.span.end <= text.length);
        for (const related of finding.related ?? []) {
          assert.notEqual(related.path, path);
          assert.ok(related.span.end <= (example.texts.get(related.path) ?? "").length);
          assert.ok(related.span.start < related.span.end);
        }
        for (const { title, edits } of finding.fixes) {
          const texts = new Map(example.texts).set(path, applyEdits(text, edits));
          const again = findings({ ...example, texts }, rule.id);
          assert.ok(again.length < found.length, `${title} leaves ${again.length} of ${found.length}`);
        }
      }
    });
  }

  for (const [index, example] of examples(page, "Good").entries()) {
    test(`${rule.id} is silent about good example ${index + 1}`, () =>
      assert.deepEqual(findings(example, rule.id), []));
  }
}

test("a cluster of one node, and nodes without files, have nothing to be compared with", () => {
  const { clusters } = parseInventory("c:\n  nodes:\n    a: { host: h1 }\n    b: { host: h2 }\n");
  assert.ok(clusters[0]);
  const texts = new Map([["a", "[mysqld]\nserver_id = 1\n"]]);
  assert.deepEqual(findings({ cluster: clusters[0], texts }), []);
});

test("nodes that share one file have its findings once", () => {
  const { clusters } = parseInventory("c:\n  version: '8.4'\n  nodes:\n    a: { host: h1 }\n    b: { host: h2 }\n");
  assert.ok(clusters[0]);
  const shared = { path: "my.cnf", file: parseOptionFile("[mysqld]\nserver_id = 1\n") };
  const found = lintNodes(
    clusters[0],
    new Map([
      ["a", shared],
      ["b", shared],
    ]),
  );
  assert.deepEqual(
    [...found].map(([path, list]) => [path, list.map(({ code }) => code)]),
    [["my.cnf", ["CNF120"]]],
  );
});

test("a cluster whose version is not known gets what holds on each that it may have", () => {
  const inventory = (version: string) =>
    parseInventory(`c:\n${version}  nodes:\n    a: { host: h1, role: source }\n    b: { host: h2, role: replica }\n`);
  const texts = new Map([
    ["a", "[mysqld]\nserver_id = 1\ngtid_mode = ON\nenforce_gtid_consistency = ON\n"],
    ["b", "[mysqld]\nserver_id = 2\n"],
  ]);
  const codes = (version: string) => {
    const [cluster] = inventory(version).clusters;
    assert.ok(cluster);
    return findings({ cluster, texts }).map(({ finding }) => finding.code);
  };
  assert.deepEqual(codes("  version: '8.4'\n"), ["CNF134"]);
  assert.deepEqual(codes("  version: '9.7'\n"), []);
  assert.deepEqual(codes(""), []);
});
