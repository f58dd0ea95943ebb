import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Diagnostic, DocumentSymbol } from "vscode-languageserver-protocol/node";
import { LanguageClient } from "./language-client.ts";

const RUNBOOK = [
  "---",
  "runbook: Catch-up",
  "cluster: orders",
  "---",
  "# Catch-up",
  "## Wait",
  "> ```sql {name=wait on=replicas}",
  `> SELECT 1 WHERE id = \${positon};`,
  "> ```",
  "## Settings",
  "```ini",
  "[mysqld]",
  "expire_logs_days = 7",
  "```",
  "",
].join("\n");

const CLUSTERS = 'orders: { flavor: mysql, version: "8.4", nodes: { db1: { host: 127.0.0.1 } } }\n';

function codes(diagnostics: readonly Diagnostic[]): unknown[] {
  return diagnostics.map(({ code }) => code);
}

test("reports an undefined variable at its place and forgets it when it is captured", async () => {
  await using client = await LanguageClient.start();
  await client.open("wait.runbook.md", RUNBOOK, "markdown");
  const [diagnostic, ...rest] = await client.at("wait.runbook.md", 1);
  assert.deepEqual(codes(rest), ["CNF010"], "no server is named for the fragment");
  assert.equal(diagnostic?.code, "RBK001");
  assert.deepEqual(diagnostic.range, { start: { line: 7, character: 22 }, end: { line: 7, character: 32 } });
  await client.edit("wait.runbook.md", 2, 3, 0, 0, "inputs: { positon: { type: integer } }\n");
  assert.deepEqual(codes(await client.at("wait.runbook.md", 2)), ["CNF010"]);
});

test("checks option-file fragments against the cluster that the front matter names", async () => {
  await using client = await LanguageClient.start({ files: { "clusters.yaml": CLUSTERS } });
  await client.open("wait.runbook.md", RUNBOOK, "markdown");
  const diagnostics = await client.at("wait.runbook.md", 1);
  assert.deepEqual(
    diagnostics.map(({ code, range }) => [code, range.start, range.end]),
    [
      ["RBK001", { line: 7, character: 22 }, { line: 7, character: 32 }],
      ["CNF001", { line: 12, character: 0 }, { line: 12, character: 16 }],
    ],
  );
});

test("takes the severities of rules from the settings, and forgets those that make no sense", async () => {
  const text = "```sql {confirm=false}\nDROP DATABASE shop;\n```\n";
  for (const [rules, expected] of [
    [{ RBK016: "error", RBK999: "off" }, [1]],
    [{ "unconfirmed-destruction": "off" }, []],
    [{ RBK016: "loud" }, [2]],
  ] as const) {
    await using client = await LanguageClient.start({ settings: { drRunbooks: { rules } } });
    await client.open("drop.runbook.md", text, "markdown");
    const diagnostics = await client.at("drop.runbook.md", 1);
    assert.deepEqual(
      diagnostics.map(({ severity }) => severity),
      expected,
    );
  }
});

test("outlines headings and the steps below them", async () => {
  await using client = await LanguageClient.start();
  await client.open("wait.runbook.md", RUNBOOK, "markdown");
  const symbols: DocumentSymbol[] = await client.connection.sendRequest("textDocument/documentSymbol", {
    textDocument: { uri: client.uri("wait.runbook.md") },
  });
  const outline = (symbol: DocumentSymbol): unknown => [
    symbol.name,
    symbol.range.start.line,
    ...(symbol.children ?? []).map(outline),
  ];
  assert.deepEqual(symbols.map(outline), [
    ["Catch-up", 4, ["Wait", 5, ["wait", 6]], ["Settings", 9, ["settings", 10]]],
  ]);
});

test("leaves Markdown that is no runbook alone", async () => {
  await using client = await LanguageClient.start();
  await client.open("README.md", RUNBOOK.replace("runbook:", "title:"), "markdown");
  assert.deepEqual(await client.at("README.md", 1), []);
});

test("a finding links to its page on this machine, and points to the other places that it is about", async () => {
  await using client = await LanguageClient.start();
  const text =
    "```sh {name=a needs=b}\nls\n```\n\n```sh {name=b needs=a}\nls\n```\n\n<!-- dr-runbooks-disable RBK016: a lab -->\n";
  await client.open("circle.runbook.md", text, "markdown");
  const circle = (await client.at("circle.runbook.md", 1)).find(({ code }) => code === "RBK006");
  const page = readFileSync(new URL(circle?.codeDescription?.href ?? ""), "utf8");
  assert.match(page, /^# RBK006 step-circle\n/);
  const [other, ...more] = circle?.relatedInformation ?? [];
  assert.deepEqual(more, []);
  assert.match(other?.location.uri ?? "", /circle\.runbook\.md$/);
  assert.equal(other?.location.range.start.line, 4);
});
