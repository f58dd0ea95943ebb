import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { CodeAction, Diagnostic, DocumentSymbol } from "vscode-languageserver-protocol/node";
import { LanguageClient } from "./language-client.ts";

const MISSPELT = "[mysqld]\nmax_conections = 200\n";
const CLUSTERS = `orders:\n  flavor: mysql\n  version: "8.4"\n  nodes:\n    db1: { host: 127.0.0.1, port: 1, config: db1/my.cnf }\n`;

test("reports an unknown setting and forgets it when it is corrected", async () => {
  await using client = await LanguageClient.start();
  await client.open("my.cnf", MISSPELT);
  const [diagnostic, ...rest] = await client.at("my.cnf", 1);
  assert.deepEqual(rest, []);
  assert.deepEqual(diagnostic?.range, { start: { line: 1, character: 0 }, end: { line: 1, character: 14 } });
  assert.equal(diagnostic.code, "CNF001");
  assert.equal(diagnostic.source, "dr-runbooks");
  assert.equal(diagnostic.severity, 1);
  const page = readFileSync(new URL(diagnostic.codeDescription?.href ?? ""), "utf8");
  assert.match(page, /^# CNF001 unknown-setting\n/);
  await client.edit("my.cnf", 2, 1, 6, 6, "n");
  assert.deepEqual(await client.at("my.cnf", 2), []);
});

test("offers the fix of a finding as a quick fix", async () => {
  await using client = await LanguageClient.start({ settings: { target: { flavor: "mysql", version: "8.4" } } });
  await client.open("my.cnf", "[mysqld]\nexpire_logs_days = 7\n");
  const [diagnostic] = await client.at("my.cnf", 1);
  assert.ok(diagnostic);
  const actions: CodeAction[] = await client.connection.sendRequest("textDocument/codeAction", {
    textDocument: { uri: client.uri("my.cnf") },
    range: diagnostic.range,
    context: { diagnostics: [diagnostic] },
  });
  assert.deepEqual(
    actions.map((action) => [action.title, action.isPreferred]),
    [
      ['Use "binlog_expire_logs_seconds = 604800"', true],
      ["Remove the line", false],
    ],
  );
  assert.deepEqual(actions[0]?.edit?.documentChanges, [
    {
      textDocument: { uri: client.uri("my.cnf"), version: 1 },
      edits: [
        {
          range: { start: { line: 1, character: 0 }, end: { line: 1, character: 16 } },
          newText: "binlog_expire_logs_seconds",
        },
        { range: { start: { line: 1, character: 19 }, end: { line: 1, character: 20 } }, newText: "604800" },
      ],
    },
  ]);
});

test("answers a client that asks for diagnostics instead of waiting for them", async () => {
  await using client = await LanguageClient.start({ capabilities: { textDocument: { diagnostic: {} } } });
  assert.ok(client.initialised.capabilities.diagnosticProvider);
  await client.open("my.cnf", MISSPELT);
  const report: { items: unknown[] } = await client.connection.sendRequest("textDocument/diagnostic", {
    textDocument: { uri: client.uri("my.cnf") },
  });
  assert.equal(report.items.length, 1);
  assert.deepEqual(client.published, []);
});

test("checks an option file against the cluster whose node it belongs to, and follows the inventory", async () => {
  await using client = await LanguageClient.start({ files: { "clusters.yaml": CLUSTERS } });
  const text = "[mysqld]\nexpire_logs_days = 7\n";
  await client.open("db1/my.cnf", text);
  await client.open("other/my.cnf", text);
  const codes = (diagnostics: readonly Diagnostic[]): unknown[] => diagnostics.map(({ code }) => code);
  assert.deepEqual(codes(await client.at("db1/my.cnf", 1)), ["CNF001"]);
  assert.deepEqual(codes(await client.at("other/my.cnf", 1)), ["CNF010"]);
  client.write("clusters.yaml", CLUSTERS.replace("8.4", "8.0"));
  await client.connection.sendNotification("workspace/didChangeWatchedFiles", {
    changes: [{ uri: client.uri("clusters.yaml"), type: 2 }],
  });
  await client.diagnostics(client.uri("db1/my.cnf"), ({ diagnostics }) => codes(diagnostics).join() === "CNF005");
  // What is typed counts before it is saved.
  await client.open("clusters.yaml", CLUSTERS);
  await client.diagnostics(client.uri("db1/my.cnf"), ({ diagnostics }) => codes(diagnostics).join() === "CNF001");
});

test("reports what is wrong in the inventory itself", async () => {
  await using client = await LanguageClient.start();
  await client.open("clusters.yaml", CLUSTERS.replace("flavor", "flavour"));
  const [diagnostic] = await client.at("clusters.yaml", 1);
  assert.equal(diagnostic?.message, 'Unknown key "flavour" in cluster "orders". Did you mean "flavor"?');
  assert.deepEqual(diagnostic.range.start, { line: 1, character: 2 });
});

test("asks the client for its settings where it may, and again when they change", async () => {
  const settings = { target: { flavor: "mariadb", version: "10.11" } };
  await using client = await LanguageClient.start({ capabilities: { workspace: { configuration: true } }, settings });
  await client.open("my.cnf", "[mysqld]\ngtid_mode = ON\n");
  assert.ok((await client.at("my.cnf", 1)).some(({ code }) => code === "CNF001"));
  settings.target = { flavor: "mysql", version: "8.4" };
  await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await client.diagnostics(client.uri("my.cnf"), ({ diagnostics }) =>
    diagnostics.every(({ code }) => code !== "CNF001"),
  );
});

test("outlines groups and their settings", async () => {
  await using client = await LanguageClient.start();
  await client.open("my.cnf", "[mysqld]\nserver_id = 1\nskip-name-resolve\n\n[client]\nsocket = /a\n");
  const symbols: DocumentSymbol[] = await client.connection.sendRequest("textDocument/documentSymbol", {
    textDocument: { uri: client.uri("my.cnf") },
  });
  assert.deepEqual(
    symbols.map(({ name, range, children }) => [
      name,
      range.start.line,
      range.end.line,
      children?.map((child) => [child.name, child.detail]),
    ]),
    [
      [
        "mysqld",
        0,
        4,
        [
          ["server_id", "1"],
          ["skip-name-resolve", undefined],
        ],
      ],
      ["client", 4, 6, [["socket", "/a"]]],
    ],
  );
});

test("clears the findings of a document that is closed", async () => {
  await using client = await LanguageClient.start();
  await client.open("my.cnf", MISSPELT);
  assert.equal((await client.at("my.cnf", 1)).length, 1);
  await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri: client.uri("my.cnf") } });
  await client.diagnostics(client.uri("my.cnf"), ({ diagnostics }) => diagnostics.length === 0);
});
