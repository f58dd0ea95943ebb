import assert from "node:assert/strict";
import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { LanguageClient } from "./language-client.ts";

const CLUSTERS = `orders:
  version: "8.4"
  nodes:
    db1: { host: 10.0.0.1, role: source, config: db1/my.cnf }
    db2: { host: 10.0.0.2, role: replica, config: db2/my.cnf }
`;
const DB1 = "[mysqld]\nserver_id = 1\nmax_connections = 500\n";
const DB2 = "[mysqld]\nmax_connections = 500\nserver_id = 1\n";

function codes(diagnostics: readonly { code?: unknown }[]): readonly unknown[] {
  return diagnostics.map(({ code }) => code);
}

test("compares the option files of a cluster's nodes, and points to the place in the other file", async () => {
  await using client = await LanguageClient.start({ files: { "clusters.yaml": CLUSTERS, "db2/my.cnf": DB2 } });
  await client.open("db1/my.cnf", DB1);
  const diagnostics = await client.at("db1/my.cnf", 1);
  const duplicate = diagnostics.find(({ code }) => code === "CNF120");
  assert.deepEqual(duplicate?.relatedInformation, [
    {
      location: {
        uri: client.uri("db2/my.cnf"),
        range: { start: { line: 2, character: 0 }, end: { line: 2, character: 13 } },
      },
      message: "The server_id of db2.",
    },
  ]);
  assert.match(duplicate.codeDescription?.href ?? "", /^file:.*\/duplicate-server-id\.md$/);
});

test("checks the other nodes' files again when one changes", async () => {
  await using client = await LanguageClient.start({ files: { "clusters.yaml": CLUSTERS, "db2/my.cnf": DB2 } });
  await client.open("db1/my.cnf", DB1);
  await client.open("db2/my.cnf", DB2);
  const uri = client.uri("db1/my.cnf");
  await client.diagnostics(uri, ({ diagnostics }) => codes(diagnostics).includes("CNF120"));
  await client.edit("db2/my.cnf", 2, 2, 12, 13, "2");
  await client.diagnostics(uri, ({ diagnostics }) => !codes(diagnostics).includes("CNF120"));
  await client.edit("db2/my.cnf", 3, 1, 18, 21, "50");
  await client.diagnostics(client.uri("db2/my.cnf"), ({ diagnostics }) => codes(diagnostics).includes("CNF132"));
});

test("a client that asks gets findings that follow the other file too", async () => {
  await using client = await LanguageClient.start({
    files: { "clusters.yaml": CLUSTERS },
    capabilities: { textDocument: { diagnostic: {} } },
  });
  const ask = async (): Promise<readonly unknown[]> => {
    const report: { items: { code?: unknown }[] } = await client.connection.sendRequest("textDocument/diagnostic", {
      textDocument: { uri: client.uri("db1/my.cnf") },
    });
    return codes(report.items);
  };
  await client.open("db1/my.cnf", DB1);
  await client.open("db2/my.cnf", DB2);
  assert.ok((await ask()).includes("CNF120"));
  await client.edit("db2/my.cnf", 2, 2, 12, 13, "2");
  assert.ok(!(await ask()).includes("CNF120"));
});

test("an option file of a node that lies outside the workspace is not looked at", async () => {
  await using outside = await LanguageClient.start({ files: { "my.cnf": DB2 } });
  await using client = await LanguageClient.start({
    files: { "clusters.yaml": CLUSTERS.replace("db2/my.cnf", join(outside.root, "my.cnf")), "db3/x": "" },
  });
  await client.open("db1/my.cnf", DB1);
  assert.ok(!codes(await client.at("db1/my.cnf", 1)).includes("CNF120"));
  symlinkSync(join(outside.root, "my.cnf"), join(client.root, "linked.cnf"));
  client.write("clusters.yaml", CLUSTERS.replace("db2/my.cnf", "linked.cnf"));
  await client.connection.sendNotification("workspace/didChangeWatchedFiles", {
    changes: [{ uri: client.uri("clusters.yaml"), type: 2 }],
  });
  await client.edit("db1/my.cnf", 2, 0, 0, 0, "# x\n");
  assert.ok(!codes(await client.at("db1/my.cnf", 2)).includes("CNF120"));
});

test("reports a password in a file that everybody on the machine can read", {
  skip: process.platform === "win32",
}, async () => {
  const text = "[client]\npassword = s3cret\n";
  await using client = await LanguageClient.start({ files: { "a.mycnf": text, "b.mycnf": text } });
  chmodSync(join(client.root, "a.mycnf"), 0o644);
  chmodSync(join(client.root, "b.mycnf"), 0o600);
  await client.open("a.mycnf", text);
  await client.open("b.mycnf", text);
  const [finding] = await client.at("a.mycnf", 1);
  assert.equal(finding?.code, "CNF100");
  assert.ok(!JSON.stringify(finding).includes("s3cret"));
  assert.deepEqual(await client.at("b.mycnf", 1), []);
});
