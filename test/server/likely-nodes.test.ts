import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClientCapabilities, CodeAction } from "vscode-languageserver-protocol/node";
import { parseInventory } from "../../core/cluster/inventory.ts";
import { LanguageClient } from "./language-client.ts";

const SERVER = "[mysqld]\nserver_id = 1\nlog_bin = binlog\n";
const FILES = { "shop/db2/my.cnf": `${SERVER}read_only = ON\n` };
const CREATES: ClientCapabilities = {
  workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ["create"] } },
};

async function offers(client: LanguageClient, path: string, only?: readonly string[]): Promise<readonly CodeAction[]> {
  const start = { line: 0, character: 0 };
  const actions: CodeAction[] = await client.connection.sendRequest("textDocument/codeAction", {
    textDocument: { uri: client.uri(path) },
    range: { start, end: start },
    context: { diagnostics: [], ...(only ? { only } : {}) },
  });
  return actions.filter(({ title }) => title === "Compare with the other nodes: write clusters.yaml");
}

test("offers to write an inventory for files that look like nodes", async () => {
  await using client = await LanguageClient.start({ files: FILES, capabilities: CREATES });
  await client.open("shop/db1/my.cnf", SERVER);
  const [offer, ...others] = await offers(client, "shop/db1/my.cnf");
  assert.equal(others.length, 0);
  assert.equal(offer?.kind, "refactor.rewrite");
  const [create, write] = offer.edit?.documentChanges ?? [];
  const uri = client.uri("clusters.yaml");
  assert.deepEqual(create, { kind: "create", uri, options: { overwrite: false, ignoreIfExists: false } });
  assert.ok(write && "edits" in write);
  assert.deepEqual(write.textDocument, { uri, version: null });
  const [edit] = write.edits;
  assert.ok(edit && "newText" in edit);
  const { clusters, problems } = parseInventory(edit.newText);
  assert.deepEqual(
    clusters[0]?.nodes.map(({ name, role, config }) => [name, role, config]),
    [
      ["db1", "source", "shop/db1/my.cnf"],
      ["db2", "replica", "shop/db2/my.cnf"],
    ],
  );
  assert.deepEqual([...new Set(problems.map(({ code }) => code))], ["missing-host"]);
  assert.equal((await offers(client, "shop/db1/my.cnf", ["quickfix"])).length, 0);
});

test("follows what is typed: a file that is no server's is no node", async () => {
  await using client = await LanguageClient.start({ files: FILES, capabilities: CREATES });
  await client.open("shop/db1/my.cnf", SERVER);
  assert.equal((await offers(client, "shop/db1/my.cnf")).length, 1);
  await client.open("shop/db2/my.cnf", FILES["shop/db2/my.cnf"]);
  await client.edit("shop/db2/my.cnf", 2, 0, 1, 7, "client");
  assert.equal((await offers(client, "shop/db1/my.cnf")).length, 0);
});

test("offers no inventory where there is one, where nothing looks like nodes, or to an editor that makes no files", async () => {
  const inventory = { "clusters.yaml": "shop:\n  nodes:\n    a: { host: a }\n" };
  await using known = await LanguageClient.start({ files: { ...FILES, ...inventory }, capabilities: CREATES });
  await known.open("shop/db1/my.cnf", SERVER);
  assert.equal((await offers(known, "shop/db1/my.cnf")).length, 0);
  await using alone = await LanguageClient.start({ files: { "conf.d/server-2.cnf": SERVER }, capabilities: CREATES });
  await alone.open("conf.d/server-1.cnf", SERVER);
  assert.equal((await offers(alone, "conf.d/server-1.cnf")).length, 0);
  await using plain = await LanguageClient.start({ files: FILES });
  await plain.open("shop/db1/my.cnf", SERVER);
  assert.equal((await offers(plain, "shop/db1/my.cnf")).length, 0);
});
