import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type {
  CodeAction,
  CompletionItem,
  CompletionList,
  DocumentLink,
  FoldingRange,
  Hover,
  Location,
  SelectionRange,
  TextEdit,
} from "vscode-languageserver-protocol/node";
import { toCells } from "../../core/runbook/cells.ts";
import { toNotebookCell } from "../../core/runbook/notebook-cells.ts";
import { LanguageClient } from "./language-client.ts";

const settings = { target: { flavor: "mysql", version: "8.4" } };

/** A client with one open file; `|` is where it is asked about. */
async function open(marked: string, files: Readonly<Record<string, string>> = {}, path = "my.cnf") {
  const client = await LanguageClient.start({ files, settings });
  const before = marked.slice(0, Math.max(0, marked.indexOf("|"))).split("\n");
  await client.open(path, marked.replace("|", ""));
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  const textDocument = { uri: client.uri(path) };
  return {
    client,
    request: <T>(method: string, more: object = {}): Promise<T> =>
      client.connection.sendRequest(method, { textDocument, position, ...more }),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

const places = (client: LanguageClient, locations: readonly Location[]) =>
  locations.map(({ uri, range }) => [uri.slice(client.uri("").length + 1), range.start.line]);

test("completes settings with their documentation when it is looked at", async () => {
  await using file = await open("[mysqld]\nsync_b|");
  const { items }: CompletionList = await file.request("textDocument/completion");
  const item = items.find(({ label }) => label === "sync_binlog");
  assert.deepEqual(item?.textEdit, {
    range: { start: { line: 1, character: 0 }, end: { line: 1, character: 6 } },
    newText: "sync_binlog = 1",
  });
  const resolved: CompletionItem = await file.client.connection.sendRequest("completionItem/resolve", item);
  assert.match(JSON.stringify(resolved.documentation), /RPO 0 needs it/);
});

test("explains a setting when it is pointed at", async () => {
  await using file = await open("[mysqld]\nrelay_log_re|covery = ON\n");
  const found: Hover = await file.request("textDocument/hover");
  assert.match(JSON.stringify(found.contents), /fetches them again/);
  assert.deepEqual(found.range?.end, { line: 1, character: 18 });
});

test("folds groups and comments", async () => {
  await using file = await open("# a\n# b\n[mysqld]\nport = 1\n\n[client]\nport = 1\n");
  const ranges: FoldingRange[] = await file.request("textDocument/foldingRange");
  assert.deepEqual(
    ranges.map(({ startLine, endLine, kind }) => [startLine, endLine, kind]),
    [
      [0, 1, "comment"],
      [2, 3, "region"],
      [5, 6, "region"],
    ],
  );
});

test("formats when it is asked to", async () => {
  await using file = await open("[mysqld]\nport=1\n[client]\nport = 1\n");
  const edits: TextEdit[] = await file.request("textDocument/formatting", { options: { tabSize: 2 } });
  assert.deepEqual(
    edits.map(({ newText }) => newText),
    ["port = 1\n", "\n[client]\n"],
  );
});

test("selects from the value to the file", async () => {
  await using file = await open("[mysqld]\nport = 33|06\n");
  const [found] = await file.request<SelectionRange[]>("textDocument/selectionRange", {
    positions: [{ line: 1, character: 9 }],
  });
  assert.deepEqual(found?.range, { start: { line: 1, character: 7 }, end: { line: 1, character: 11 } });
  assert.deepEqual(found?.parent?.range.start, { line: 1, character: 0 });
});

test("applies all safe fixes at once, for a client that asks for them", async () => {
  await using file = await open("[mysqld]\nexpire_logs_days = 7\nmax_connections: 5\n");
  await file.client.at("my.cnf", 1);
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  for (const only of [["source.fixAll"], ["source.fixAll.drRunbooks"], ["source"]]) {
    const [action, ...rest] = await file.request<CodeAction[]>("textDocument/codeAction", {
      range,
      context: { diagnostics: [], only },
    });
    assert.deepEqual(rest, []);
    assert.equal(action?.kind, "source.fixAll.drRunbooks");
    assert.match(JSON.stringify(action.edit), /binlog_expire_logs_seconds.*604800.*max_connections = 5/);
  }
  assert.deepEqual(
    await file.request("textDocument/codeAction", { range, context: { diagnostics: [], only: ["refactor"] } }),
    [],
  );
});

const NODES = {
  "clusters.yaml":
    'orders:\n  flavor: mysql\n  version: "8.4"\n  nodes:\n    db1: { host: a, port: 1, config: db1/my.cnf }\n    db2: { host: b, port: 1, config: db2/my.cnf }\n',
  "db2/my.cnf": "[mysqld]\nserver-id = 2\nport = 1\n",
  "db1/extra/a.cnf": "[mysqld]\nserver_id = 11\n",
  "notes/openssl.cnf": "[req]\nserver_id = 9\n",
};

test("goes from a setting to what it overrides and to the same setting of other nodes", async () => {
  const text = "[mysqld]\nserver_id = 10\n!includedir extra\n[client]\nserver_id = 0\n[mysqld]\nserver_|id = 12\n";
  await using file = await open(text, NODES, "db1/my.cnf");
  assert.deepEqual(places(file.client, await file.request<Location[]>("textDocument/definition")), [
    ["db1/my.cnf", 1],
    ["db1/extra/a.cnf", 1],
    ["db2/my.cnf", 1],
  ]);
  const found = await file.request<Location[]>("textDocument/references", { context: { includeDeclaration: true } });
  assert.deepEqual(places(file.client, found), [
    ["db1/extra/a.cnf", 1],
    ["db1/my.cnf", 1],
    ["db1/my.cnf", 6],
    ["db2/my.cnf", 1],
  ]);
});

test("links an include to its file, and goes there", async () => {
  await using file = await open("[mysqld]\n!include ext|ra/a.cnf\n!include none.cnf\n", NODES, "db1/my.cnf");
  const links: DocumentLink[] = await file.request("textDocument/documentLink");
  assert.deepEqual(
    links.map(({ target, range }) => [target, range.start.line, range.start.character]),
    [[file.client.uri("db1/extra/a.cnf"), 1, 9]],
  );
  assert.deepEqual(places(file.client, await file.request<Location[]>("textDocument/definition")), [
    ["db1/extra/a.cnf", 0],
  ]);
});

const FRAGMENT = "---\nflavor: mysql\nversion: 8.4\n---\n# A\n\n> ```ini\n> [mysqld]\n> server_|id = 1\n> ```\n";

test("treats a fragment in a runbook the same", async () => {
  await using file = await open(FRAGMENT, NODES, "a.runbook.md");
  const found: Hover = await file.request("textDocument/hover");
  assert.deepEqual(found.range, { start: { line: 8, character: 2 }, end: { line: 8, character: 11 } });
  const { items }: CompletionList = await file.request("textDocument/completion");
  assert.ok(items.some(({ label }) => label === "server_uuid" || label === "server_id"));
  const there = places(file.client, await file.request<Location[]>("textDocument/definition"));
  assert.deepEqual(there, [
    ["db1/extra/a.cnf", 1],
    ["db2/my.cnf", 1],
  ]);
});

test("treats the cell of a notebook the same", async () => {
  await using client = await LanguageClient.start({ settings });
  const text = "# A\n\n```ini\n[mysqld]\nserver_id = 1\n```\n";
  const cells = toCells(text).map(toNotebookCell);
  const uris = cells.map(
    (_, index) => `${client.uri("a.runbook.md").replace("file:", "vscode-notebook-cell:")}#c${index}`,
  );
  await client.connection.sendNotification("notebookDocument/didOpen", {
    notebookDocument: {
      uri: client.uri("a.runbook.md"),
      notebookType: "dr-runbook",
      version: 1,
      cells: cells.map(({ kind, metadata }, index) => ({
        kind: kind === "markup" ? 1 : 2,
        document: uris[index],
        metadata,
      })),
    },
    cellTextDocuments: cells.map((cell, index) => ({
      uri: uris[index],
      languageId: cell.languageId,
      version: 1,
      text: cell.text,
    })),
  });
  const textDocument = { uri: uris.at(-1) };
  const found: Hover = await client.connection.sendRequest("textDocument/hover", {
    textDocument,
    position: { line: 1, character: 3 },
  });
  assert.deepEqual(found.range, { start: { line: 1, character: 0 }, end: { line: 1, character: 9 } });
  const list: CompletionList = await client.connection.sendRequest("textDocument/completion", {
    textDocument,
    position: { line: 1, character: 9 },
  });
  assert.ok(list.items.some(({ label }) => label === "server_id_bits"));
});

test("reads no include that leads out of the workspace, is no file, or is too large, and says nothing of what is there", async () => {
  await using client = await LanguageClient.start({ settings });
  const outside = join(client.root, "..", `${client.root.split("/").at(-1)}-secret.cnf`);
  writeFileSync(outside, "[mysqld]\nno_such_secret = 1\n");
  try {
    symlinkSync(outside, join(client.root, "link.cnf"));
    execFileSync("mkfifo", [join(client.root, "pipe.cnf")]);
    writeFileSync(join(client.root, "large.cnf"), "");
    truncateSync(join(client.root, "large.cnf"), 2 ** 30);
    mkdirSync(join(client.root, "loop"));
    writeFileSync(join(client.root, "loop", "a.cnf"), `!includedir ${client.root}/loop\n`);
    const targets = [
      "/etc/shadow",
      outside,
      `${client.root}/link.cnf`,
      `${client.root}/pipe.cnf`,
      `${client.root}/large.cnf`,
      `${client.root}/none.cnf`,
    ];
    const lines = [...targets.map((target) => `!include ${target}`), `!includedir ${client.root}/loop`];
    lines.push(`!includedir ${client.root}/none`, "!includedir /etc/ssl");
    await client.open("my.cnf", `[mysqld]\n${lines.join("\n")}\n`);
    const found = (await client.at("my.cnf", 1)).filter(({ code }) => code === "CNF201");
    const told = found.map(
      ({ range, severity, message }) => `${range.start.line} ${severity} ${String(message).slice(0, 34)}`,
    );
    assert.deepEqual(told, [
      "1 3 This leads out of the workspace, s",
      "2 3 This leads out of the workspace, s",
      "3 3 This leads out of the workspace, s",
      "4 2 This is not a regular file, so it ",
      "5 2 This is too large for an option fi",
      "6 2 The file does not exist. The serve",
      "7 2 In what is included: This leads ba",
      "8 1 The folder does not exist, and the",
      "9 3 This leads out of the workspace, s",
    ]);
    assert.ok(!JSON.stringify(client.published).includes("secret"));
    const links: DocumentLink[] = await client.connection.sendRequest("textDocument/documentLink", {
      textDocument: { uri: client.uri("my.cnf") },
    });
    assert.deepEqual(
      links.map(({ range }) => range.start.line),
      [7],
    );
  } finally {
    execFileSync("rm", ["-f", outside]);
  }
});

test("answers with nothing, and lives on, where there is nothing to answer", async () => {
  await using file = await open("a = 1|\n", {}, "notes.txt");
  for (const method of [
    "completion",
    "hover",
    "definition",
    "references",
    "foldingRange",
    "formatting",
    "documentLink",
  ]) {
    const answer: unknown = await file.request(`textDocument/${method}`, { context: {}, options: {} });
    assert.ok(answer === null || JSON.stringify(answer).length < 40, method);
  }
  const unknown = { textDocument: { uri: "file:///nowhere/my.cnf" }, position: { line: 9, character: 9 } };
  assert.equal(await file.client.connection.sendRequest("textDocument/hover", unknown), null);
});
