import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { LanguageClient } from "./language-client.ts";

const MISSPELT = "[mysqld]\nmax_conections = 200\n";

/** Shows that the server still works: a new document is checked. */
async function assertAlive(client: LanguageClient): Promise<void> {
  const name = `alive-${client.published.length}.cnf`;
  await client.open(name, MISSPELT);
  assert.equal((await client.at(name, 1)).length, 1);
}

test("goes on after documents, changes and requests that make no sense", async () => {
  await using client = await LanguageClient.start();
  const garbage = [
    "\0\uffff\ud800",
    "[".repeat(200_000),
    "```\n> ".repeat(20_000),
    "---\nrunbook: [\n---\n```sql {name=\n",
    "${".repeat(50_000),
    "\r".repeat(10_000),
  ];
  for (const [index, text] of garbage.entries()) {
    for (const name of [`${index}.runbook.md`, `${index}.cnf`, `${index}/my.cnf`, `${index}/clusters.yaml`])
      await client.open(name, text);
  }
  const { connection } = client;
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri: "::not an address::", languageId: "x", version: 1, text: 7 },
  });
  await connection.sendNotification("textDocument/didOpen", { textDocument: null });
  await client.edit("0/my.cnf", 2, 999, -5, 12, "x");
  await connection.sendNotification("textDocument/didChange", {
    textDocument: { uri: client.uri("1.cnf"), version: 2 },
    contentChanges: [{ range: null }],
  });
  await connection.sendNotification("textDocument/didChange", {
    textDocument: { uri: client.uri("never-opened.cnf"), version: 2 },
    contentChanges: [],
  });
  for (const drRunbook of [7, { raw: "x", value: "y", order: -1, lineEnding: "", kind: "code", block: { marks: 3 } }]) {
    const document = `vscode-notebook-cell:/${typeof drRunbook}`;
    await connection.sendNotification("notebookDocument/didOpen", {
      notebookDocument: {
        uri: `file:///${typeof drRunbook}.md`,
        notebookType: "dr-runbook",
        version: 1,
        cells: [{ kind: 2, document, metadata: { drRunbook } }, { kind: 9, document: "never:sent" }, {}],
      },
      cellTextDocuments: [{ uri: document, languageId: "sql", version: 1, text: `SELECT \${x}` }],
    });
  }
  await connection.sendNotification("workspace/didChangeConfiguration", {
    settings: { drRunbooks: { inventory: { a: 1 }, target: [] } },
  });
  for (const method of [
    "textDocument/documentSymbol",
    "textDocument/codeAction",
    "textDocument/diagnostic",
    "no/such/request",
  ]) {
    await connection.sendRequest(method, { textDocument: { uri: "::" } }).catch(() => undefined);
    await connection.sendRequest(method, {}).catch(() => undefined);
  }
  await assertAlive(client);
});

test("reads no inventory outside the workspace, neither by path nor by link, and none that is no regular file", async () => {
  const outside = await LanguageClient.start({
    files: {
      "clusters.yaml": "orders: { flavor: mysql, version: '8.4', nodes: { a: { host: h, config: my.cnf } } }\n",
    },
  });
  await using other = outside;
  const text = "[mysqld]\nexpire_logs_days = 7\n";
  const secret = join(other.root, "clusters.yaml");
  for (const arrange of [
    (client: LanguageClient) => [secret, client] as const,
    (client: LanguageClient) => {
      symlinkSync(secret, join(client.root, "link.yaml"));
      return ["link.yaml", client] as const;
    },
    (client: LanguageClient) => {
      execFileSync("mkfifo", [join(client.root, "pipe.yaml")]);
      return ["pipe.yaml", client] as const;
    },
    (client: LanguageClient) => ["../../../../etc/passwd", client] as const,
  ]) {
    const settings = { inventory: "" };
    await using client = await LanguageClient.start({ capabilities: { workspace: { configuration: true } }, settings });
    [settings.inventory] = arrange(client);
    await client.open("my.cnf", text);
    // With the inventory the line would be an error.
    const codes = (await client.at("my.cnf", 1)).filter(({ severity }) => severity === 1).map(({ code }) => code);
    assert.deepEqual(codes, [], settings.inventory);
    await assertAlive(client);
  }
});

test("ends when its client goes away without a word", async () => {
  const client = await LanguageClient.start();
  const ended = new Promise((resolve) => client.server.once("exit", resolve));
  client.server.stdin?.end();
  await ended;
  client.connection.dispose();
});
