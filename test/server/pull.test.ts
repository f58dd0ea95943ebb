import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  DocumentDiagnosticReport,
  RelatedFullDocumentDiagnosticReport,
} from "vscode-languageserver-protocol/node";
import { LanguageClient } from "./language-client.ts";

const pulls = { textDocument: { diagnostic: {} } };
const pullsCells = { textDocument: { diagnostic: { relatedDocumentSupport: true } } };
const RUNBOOK = ["---", "runbook: Look", "---", "# Look", "```sql {name=look}", "SELECT $" + "{file};", "```", ""].join(
  "\n",
);

function pull(client: LanguageClient, uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
  return client.connection.sendRequest("textDocument/diagnostic", { textDocument: { uri }, previousResultId });
}

function full(report: DocumentDiagnosticReport): RelatedFullDocumentDiagnosticReport {
  assert.equal(report.kind, "full");
  return report;
}

test("a document is told to be unchanged until what is wrong with it, or its place, has changed", async () => {
  await using client = await LanguageClient.start({ capabilities: pulls });
  const uri = client.uri("look.runbook.md");
  await client.open("look.runbook.md", RUNBOOK, "markdown");
  const first = full(await pull(client, uri));
  assert.deepEqual(
    first.items.map(({ code }) => code),
    ["RBK001"],
  );
  assert.equal((await pull(client, uri, first.resultId)).kind, "unchanged");
  assert.equal((await pull(client, uri)).kind, "full", "a client that comes with nothing is told all");
  assert.equal((await pull(client, uri, "1")).kind, "full", "nor does it count what another server has told");

  await client.edit("look.runbook.md", 2, 3, 6, 6, " here");
  const same = await pull(client, uri, first.resultId);
  assert.deepEqual([same.kind, same.resultId], ["unchanged", first.resultId]);

  await client.edit("look.runbook.md", 3, 3, 0, 0, "\n");
  const moved = full(await pull(client, uri, first.resultId));
  assert.equal(moved.items[0]?.range.start.line, 6);

  await client.edit("look.runbook.md", 4, 6, 9, 13, "fill");
  await client.edit("look.runbook.md", 5, 6, 9, 13, "file");
  assert.equal((await pull(client, uri, moved.resultId)).kind, "unchanged");
  await client.edit("look.runbook.md", 6, 6, 7, 14, "$" + "{file}");
  assert.equal((await pull(client, uri, moved.resultId)).kind, "unchanged", "the text is what it was");
  await client.edit("look.runbook.md", 7, 6, 14, 14, " ");
  assert.equal((await pull(client, uri, moved.resultId)).kind, "full", "the editor may have moved what was touched");
});

test("a change of the settings or the inventory changes the answer about a document that was not edited", async () => {
  const settings = { target: { flavor: "mysql", version: "8.0.30" } };
  await using client = await LanguageClient.start({ capabilities: pulls, settings });
  const uri = client.uri("old.runbook.md");
  const text = "---\ncluster: a\n---\n```sql {on=db9}\nSHOW SLAVE STATUS;\n```\n";
  await client.open("old.runbook.md", text, "markdown");
  const first = full(await pull(client, uri));
  await client.connection.sendNotification("workspace/didChangeConfiguration", {
    settings: { drRunbooks: { target: { flavor: "mysql", version: "8.4" } } },
  });
  const second = full(await pull(client, uri, first.resultId));
  await client.open("clusters.yaml", 'a:\n  flavor: mysql\n  version: "8.4"\n  nodes:\n    db1: { host: h }\n', "yaml");
  const third = full(await pull(client, uri, second.resultId));
  assert.deepEqual(
    [first, second, third].map(({ items }) => items.map(({ code }) => code)),
    [["RBK045"], ["RBK003"], ["RBK010", "RBK003"]],
  );
});

test("a cell is asked about like a document, and its answer tells what it changes in other cells", async () => {
  await using client = await LanguageClient.start({ capabilities: pullsCells });
  const [one = "", two = ""] = await openCells(client, [
    "-- @capture file = File\nSHOW BINARY LOG STATUS;",
    "SELECT $" + "{file};",
  ]);
  const first = full(await pull(client, one));
  assert.deepEqual(first.items, []);
  assert.deepEqual(Object.keys(first.relatedDocuments ?? {}), [two], "the other cell comes with the first answer");
  const again = await pull(client, one, first.resultId);
  assert.equal(again.kind, "unchanged");
  assert.deepEqual(Object.keys(again.relatedDocuments ?? {}), [two], "nobody knows yet whether that answer was read");
  const second = await pull(client, two, first.relatedDocuments?.[two]?.resultId);
  assert.equal(second.kind, "unchanged");

  assert.equal((await pull(client, one, first.resultId)).relatedDocuments, undefined);

  await rewrite(client, one, 2, "SHOW BINARY LOG STATUS;");
  const edited = await pull(client, one, first.resultId);
  const related = edited.relatedDocuments?.[two];
  assert.ok(related?.kind === "full");
  assert.deepEqual(
    related.items.map(({ code }) => code),
    ["RBK001"],
  );
  assert.equal((await pull(client, two, related.resultId)).kind, "unchanged");
  assert.equal((await pull(client, two, second.resultId)).kind, "full");
  assert.deepEqual(client.published, [], "what is asked for is not sent as well");
});

test("a cell that was not edited and has nothing new is not sent again", async () => {
  await using client = await LanguageClient.start();
  const [one = "", two = "", three = ""] = await openCells(client, ["SELECT $" + "{a};", "SELECT 1;", "SELECT 2;"]);
  await client.diagnostics(three);
  await rewrite(client, two, 2, "SELECT $" + "{b};");
  await client.diagnostics(two, ({ diagnostics }) => diagnostics.length === 1);
  await rewrite(client, two, 3, "SELECT 3;");
  await client.diagnostics(two, ({ version, diagnostics }) => version === 3 && diagnostics.length === 0);
  const times = [one, two, three].map((cell) => client.published.filter(({ uri }) => uri === cell).length);
  assert.deepEqual(times, [1, 3, 1]);
});

/** Opens a notebook of SQL cells; gives their addresses. */
async function openCells(client: LanguageClient, texts: readonly string[]): Promise<readonly string[]> {
  const notebook = client.uri("cells.runbook.md");
  const uris = texts.map((_, index) => `${notebook.replace("file:", "vscode-notebook-cell:")}#c${index}`);
  await client.connection.sendNotification("notebookDocument/didOpen", {
    notebookDocument: {
      uri: notebook,
      notebookType: "dr-runbook",
      version: 1,
      cells: uris.map((document) => ({ kind: 2, document })),
    },
    cellTextDocuments: uris.map((uri, index) => ({ uri, languageId: "sql", version: 1, text: texts[index] ?? "" })),
  });
  return uris;
}

async function rewrite(client: LanguageClient, cell: string, version: number, text: string): Promise<void> {
  await client.connection.sendNotification("notebookDocument/didChange", {
    notebookDocument: { uri: client.uri("cells.runbook.md"), version },
    change: { cells: { textContent: [{ document: { uri: cell, version }, changes: [{ text }] }] } },
  });
}
