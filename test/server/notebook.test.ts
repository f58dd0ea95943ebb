import assert from "node:assert/strict";
import { test } from "node:test";
import type { CodeAction } from "vscode-languageserver-protocol/node";
import { toCells } from "../../core/runbook/cells.ts";
import { toNotebookCell } from "../../core/runbook/notebook-cells.ts";
import { LanguageClient } from "./language-client.ts";

const TEXT = [
  "---",
  "runbook: Catch-up",
  "inputs:",
  "  stop: { type: string }",
  "---",
  "# Wait",
  "> ```sql {name=wait}",
  `> SELECT \${stop}`,
  `>   + \${positon};`,
  "> ```",
  "```ini",
  "[mysqld]",
  "max_conections = 1",
  "```",
  "",
].join("\n");

/** Opens a document as the editor's notebook does; gives the addresses of the cells. */
async function openNotebook(client: LanguageClient): Promise<string[]> {
  const cells = toCells(TEXT).map(toNotebookCell);
  const uris = cells.map(
    (_, index) => `${client.uri("wait.runbook.md").replace("file:", "vscode-notebook-cell:")}#c${index}`,
  );
  await client.connection.sendNotification("notebookDocument/didOpen", {
    notebookDocument: {
      uri: client.uri("wait.runbook.md"),
      notebookType: "dr-runbook",
      version: 1,
      cells: cells.map((cell, index) => ({
        kind: cell.kind === "markup" ? 1 : 2,
        document: uris[index],
        metadata: cell.metadata,
      })),
    },
    cellTextDocuments: cells.map((cell, index) => ({
      uri: uris[index],
      languageId: cell.languageId,
      version: 1,
      text: cell.text,
    })),
  });
  return uris;
}

test("checks a notebook as one runbook and places each finding in its cell", async () => {
  await using client = await LanguageClient.start();
  const [front = "", heading = "", sql = "", ini = ""] = await openNotebook(client);
  const [undefinedVariable, ...rest] = await client.diagnostics(sql);
  assert.deepEqual(rest, []);
  assert.equal(undefinedVariable?.code, "RBK001");
  assert.deepEqual(undefinedVariable.range, { start: { line: 1, character: 4 }, end: { line: 1, character: 14 } });
  const [unknownSetting] = await client.diagnostics(ini);
  assert.deepEqual([unknownSetting?.code, unknownSetting?.range.start], ["CNF001", { line: 1, character: 0 }]);
  assert.deepEqual(await client.diagnostics(front), []);
  assert.deepEqual(await client.diagnostics(heading), []);
});

test("follows what is typed in another cell, and clears all when the notebook is closed", async () => {
  await using client = await LanguageClient.start({ capabilities: { textDocument: { diagnostic: {} } } });
  const uris = await openNotebook(client);
  const [front = "", , sql = ""] = uris;
  assert.equal((await client.diagnostics(sql)).length, 1);
  const notebook = { uri: client.uri("wait.runbook.md"), version: 2 };
  const range = { start: { line: 1, character: 7 }, end: { line: 1, character: 7 } };
  await client.connection.sendNotification("notebookDocument/didChange", {
    notebookDocument: notebook,
    change: {
      cells: {
        textContent: [
          { document: { uri: front, version: 2 }, changes: [{ range, text: "\n  positon: { type: integer }" }] },
        ],
      },
    },
  });
  await client.diagnostics(sql, ({ diagnostics }) => diagnostics.length === 0);
  await client.connection.sendNotification("notebookDocument/didClose", {
    notebookDocument: { uri: notebook.uri },
    cellTextDocuments: uris.map((uri) => ({ uri })),
  });
  await client.diagnostics(uris.at(-1) ?? "", ({ diagnostics }) => diagnostics.length === 0);
});

test("offers quick fixes in a cell, also those that edit the front matter's cell", async () => {
  await using client = await LanguageClient.start();
  const [front, , sql = ""] = await openNotebook(client);
  const [diagnostic] = await client.diagnostics(sql);
  assert.ok(diagnostic);
  const actions: CodeAction[] = await client.connection.sendRequest("textDocument/codeAction", {
    textDocument: { uri: sql },
    range: diagnostic.range,
    context: { diagnostics: [diagnostic] },
  });
  const input = actions.find((action) => action.title.includes("input"));
  const [change] = input?.edit?.documentChanges ?? [];
  assert.ok(change && "edits" in change);
  assert.equal(change.textDocument.uri, front);
  const [edit] = change.edits;
  assert.ok(edit && "newText" in edit && edit.newText.includes("positon"));
  assert.ok([1, 2].includes(edit.range.start.line), JSON.stringify(edit));
});
