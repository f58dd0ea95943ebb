import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  CodeAction,
  CodeLens,
  CompletionList,
  DocumentHighlight,
  DocumentLink,
  FoldingRange,
  Hover,
  InlayHint,
  Location,
  SelectionRange,
  SemanticTokens,
  SignatureHelp,
  SymbolInformation,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver-protocol/node";
import { toCells } from "../../core/runbook/cells.ts";
import { toNotebookCell } from "../../core/runbook/notebook-cells.ts";
import { LineMap } from "../../core/text/line-map.ts";
import { LanguageClient } from "./language-client.ts";

const CLUSTERS = `orders:
  flavor: mysql
  version: "8.4"
  nodes:
    db1: { host: a, role: source, config: db1/my.cnf }
    db2: { host: b, role: replica }
`;
const TEXT = `---
runbook: Switch
cluster: orders
inputs:
  stop: { type: string }
---
# Switch
\`\`\`sql {name=position on=source}
-- @capture file = File
SHOW BINARY LOG STATUS;   
\`\`\`
> \`\`\`sql {name=use on=db2 needs=position}
> SELECT \${file}, \${stop}, @@GLOBAL.sync_binlog, 'abc';
> \`\`\`
\`\`\`failover {name=move}
action: switchover
to: db2
\`\`\`
`;
const NAME = "switch.runbook.md";
const FILES = {
  "clusters.yaml": CLUSTERS,
  "db1/my.cnf": "[mysqld]\n",
  "other.runbook.md": "---\ncluster: orders\n---\n```sql {name=elsewhere on=db2}\nSELECT 1;\n```\n",
};

async function started(): Promise<LanguageClient> {
  const client = await LanguageClient.start({ files: FILES });
  await client.open(NAME, TEXT, "markdown");
  return client;
}

function positionOf(piece: string, text = TEXT, shift = 0) {
  const at = text.indexOf(piece);
  assert.ok(at >= 0, piece);
  return new LineMap(text).positionAt(at + shift);
}

function ask<T>(client: LanguageClient, method: string, more: object = {}, path = NAME): Promise<T> {
  return client.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri: client.uri(path) }, ...more });
}

const textAt = (range: Location["range"], text = TEXT): string => {
  const lines = new LineMap(text);
  return text.slice(lines.offsetAt(range.start), lines.offsetAt(range.end));
};

test("completes attributes, variables, system variables and the inventory", async () => {
  await using client = await started();
  const labels = async (piece: string, shift: number): Promise<readonly string[]> =>
    (await ask<CompletionList>(client, "completion", { position: positionOf(piece, TEXT, shift) })).items.map(
      ({ label }) => label,
    );
  assert.ok((await labels("on=source", 3)).includes("db1"));
  assert.ok((await labels("${stop", 2)).includes("file"));
  assert.ok((await labels("sync_binlog", 0)).includes("gtid_mode"));
  assert.ok((await labels("to: db2", 4)).includes("db2"));
  await client.open("clusters.yaml", CLUSTERS, "yaml");
  const roles = await ask<CompletionList>(
    client,
    "completion",
    { position: positionOf("role: source", CLUSTERS, 6) },
    "clusters.yaml",
  );
  assert.deepEqual(
    roles.items.map(({ label }) => label),
    ["source", "replica"],
  );
});

test("explains steps, variables and statements", async () => {
  await using client = await started();
  const over = async (piece: string, shift = 0): Promise<string> =>
    JSON.stringify((await ask<Hover>(client, "hover", { position: positionOf(piece, TEXT, shift) })).contents);
  assert.match(await over("position on"), /`db1` \(source/);
  assert.match(await over("${stop", 3), /Used by `use`/);
  assert.match(await over("BINARY LOG"), /SHOW BINARY LOG STATUS/);
  assert.match(await over("sync_binlog"), /sync_binlog/);
});

test("goes to definitions and references, also in the inventory and in other runbooks", async () => {
  await using client = await started();
  const [capture] = await ask<Location[]>(client, "definition", { position: positionOf("${file", TEXT, 3) });
  assert.equal(capture && textAt(capture.range), "file");
  assert.equal(capture?.range.start.line, 8);
  const [node] = await ask<Location[]>(client, "definition", { position: positionOf("db2 needs") });
  assert.equal(node?.uri, client.uri("clusters.yaml"));
  const places = await ask<Location[]>(client, "references", {
    position: positionOf("db2 needs"),
    context: { includeDeclaration: true },
  });
  assert.deepEqual(places.map(({ uri }) => uri.slice(uri.lastIndexOf("/") + 1)).toSorted(), [
    "clusters.yaml",
    "other.runbook.md",
    NAME,
    NAME,
  ]);
});

test("renames across files, and says why not", async () => {
  await using client = await started();
  const at = { position: positionOf("db2 needs") };
  const prepared = await ask<{ placeholder: string }>(client, "prepareRename", at);
  assert.equal(prepared.placeholder, "db2");
  const edit = await ask<WorkspaceEdit>(client, "rename", { ...at, newName: "db9" });
  const counts = edit.documentChanges?.map((change) =>
    "edits" in change
      ? [change.textDocument.uri.slice(change.textDocument.uri.lastIndexOf("/") + 1), change.edits.length]
      : [],
  );
  assert.deepEqual(counts?.toSorted(), [
    ["clusters.yaml", 1],
    ["other.runbook.md", 1],
    [NAME, 2],
  ]);
  await assert.rejects(ask(client, "rename", { ...at, newName: "db1" }), /a node `db1` already/);
  await assert.rejects(
    ask(client, "prepareRename", { position: positionOf("# Switch", TEXT, 3) }),
    /Only steps, variables/,
  );
});

test("highlights a name, and finds steps in the workspace", async () => {
  await using client = await started();
  const highlights = await ask<DocumentHighlight[]>(client, "documentHighlight", {
    position: positionOf("position on"),
  });
  assert.deepEqual(
    highlights.map(({ range, kind }) => [range.start.line, kind]),
    [
      [7, 3],
      [11, 2],
    ],
  );
  const symbols = await client.connection.sendRequest<SymbolInformation[]>("workspace/symbol", { query: "E" });
  assert.deepEqual(
    symbols.map(({ name }) => name),
    ["elsewhere", "use", "move"],
  );
});

test("folds, and selects step by step", async () => {
  await using client = await started();
  const folds = await ask<FoldingRange[]>(client, "foldingRange");
  assert.deepEqual(
    folds.map(({ startLine, endLine }) => [startLine, endLine]),
    [
      [0, 5],
      [6, 17],
      [7, 10],
      [11, 13],
      [14, 17],
    ],
  );
  const [selection] = await ask<SelectionRange[]>(client, "selectionRange", { positions: [positionOf("BINARY")] });
  const texts: string[] = [];
  for (let range = selection; range; range = range.parent) texts.push(textAt(range.range));
  assert.deepEqual(texts.slice(0, 3), ["BINARY", "SHOW BINARY LOG STATUS", "SHOW BINARY LOG STATUS;   "]);
  assert.equal(texts.at(-1), TEXT);
});

test("colours attributes, annotations and names", async () => {
  await using client = await started();
  const { data } = await ask<SemanticTokens>(client, "semanticTokens/full");
  let [line, character] = [0, 0];
  const words: string[] = [];
  const lines = TEXT.split("\n");
  for (let at = 0; at < data.length; at += 5) {
    const [down = 0, right = 0, length = 0] = data.slice(at, at + 5);
    character = down === 0 ? character + right : right;
    line += down;
    words.push((lines[line] ?? "").slice(character, character + length));
  }
  assert.deepEqual(words, [
    "orders",
    "stop",
    "name",
    "position",
    "on",
    "@capture",
    "file",
    "name",
    "use",
    "on",
    "db2",
    "needs",
    "position",
    "file",
    "stop",
    "name",
    "move",
    "db2",
  ]);
});

test("hints at the node of a role, and says above each step what it will do", async () => {
  await using client = await started();
  const hints = await ask<InlayHint[]>(client, "inlayHint", {
    range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
  });
  assert.deepEqual(
    hints.map(({ label, position }) => [label, position.line]),
    [
      ["→ db1", 7],
      ["→ db1, db2", 14],
    ],
  );
  const [first, second, third] = (await ask<CodeLens[]>(client, "codeLens")).map(({ command }) => command?.title);
  assert.equal(first, "position · on source · reads · 1m");
  assert.equal(second, "use · on db2 · reads · 1m");
  assert.match(third ?? "", /^move · on all · changes · 10m/);
});

test("links to steps and files", async () => {
  await using client = await started();
  const [link, ...others] = await ask<DocumentLink[]>(client, "documentLink");
  assert.deepEqual(others, []);
  assert.equal(link?.target, `${client.uri(NAME)}#L8`);
  await client.open("clusters.yaml", CLUSTERS, "yaml");
  const [file] = await ask<DocumentLink[]>(client, "documentLink", {}, "clusters.yaml");
  assert.equal(file?.target, client.uri("db1/my.cnf"));
});

test("fades what nothing uses, and strikes through what is deprecated", async () => {
  await using client = await LanguageClient.start({ settings: { target: { flavor: "mysql", version: "8.0.36" } } });
  await client.open(
    "old.runbook.md",
    "---\nrunbook: x\nowner: a\ninputs:\n  unused: { type: string }\n---\n```sql {name=old}\nSHOW SLAVE STATUS;\n```\n",
    "markdown",
  );
  const found = await client.at("old.runbook.md", 1);
  assert.deepEqual(found.flatMap(({ tags = [], range }) => tags.map((tag) => [tag, range.start.line])).toSorted(), [
    [1, 4],
    [2, 7],
  ]);
});

test("shows the parameters of a failover action", async () => {
  await using client = await started();
  const help = await ask<SignatureHelp>(client, "signatureHelp", { position: positionOf("to: db2", TEXT, 5) });
  assert.equal(help.signatures[0]?.label, "switchover(to, wait?, repl_user, repl_password)");
  assert.equal(help.activeParameter, 0);
});

test("formats a block only when asked, and only the ends of its lines", async () => {
  await using client = await started();
  const all: TextEdit[] = await ask(client, "formatting", { options: { tabSize: 2, insertSpaces: true } });
  assert.deepEqual(all, []);
  const edits: TextEdit[] = await ask(client, "rangeFormatting", {
    range: { start: { line: 9, character: 0 }, end: { line: 9, character: 1 } },
    options: { tabSize: 2, insertSpaces: true },
  });
  assert.deepEqual(edits, [
    { range: { start: { line: 9, character: 23 }, end: { line: 9, character: 26 } }, newText: "" },
  ]);
});

test("offers changes where nothing is wrong", async () => {
  await using client = await started();
  const at = positionOf("'abc'");
  const actions: CodeAction[] = await ask(client, "codeAction", {
    range: { start: at, end: at },
    context: { diagnostics: [], only: ["refactor"] },
  });
  assert.deepEqual(
    actions.map(({ kind }) => kind?.slice(0, 8)),
    actions.map(() => "refactor"),
  );
  const titles = actions.map(({ title }) => title);
  for (const start of ["Extract into", "Add a timeout", "Add a rollback"])
    assert.ok(
      titles.some((title) => title.startsWith(start)),
      start,
    );
});

/** Opens a text as a notebook; gives the addresses and texts of its cells. */
async function openNotebook(client: LanguageClient, text = TEXT): Promise<{ uris: string[]; texts: string[] }> {
  const cells = toCells(text).map(toNotebookCell);
  const uris = cells.map((_, index) => `${client.uri(NAME).replace("file:", "vscode-notebook-cell:")}#c${index}`);
  await client.connection.sendNotification("notebookDocument/didOpen", {
    notebookDocument: {
      uri: client.uri(NAME),
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
  return { uris, texts: cells.map(({ text }) => text) };
}

test("gives cells the same: completion, hover, definition, rename, colours, hints and changes", async () => {
  await using client = await LanguageClient.start({ files: FILES });
  const { uris, texts } = await openNotebook(client);
  const index = texts.findIndex((text) => text.includes("${stop}"));
  const [uri = "", text = ""] = [uris[index], texts[index]];
  const cell = <T>(method: string, more: object = {}): Promise<T> =>
    client.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri }, ...more });
  const list = await cell<CompletionList>("completion", { position: positionOf("${stop", text, 2) });
  const item = list.items.find(({ label }) => label === "file");
  assert.ok(item?.textEdit && "range" in item.textEdit);
  assert.equal(textAt(item.textEdit.range, text), "stop");
  const hover = await cell<Hover>("hover", { position: positionOf("${file", text, 3) });
  assert.match(JSON.stringify(hover.contents), /captured by position/);
  assert.equal(hover.range && textAt(hover.range, text), "file");
  const [input] = await cell<Location[]>("definition", { position: positionOf("${stop", text, 3) });
  assert.equal(input?.uri, uris[0]);
  assert.equal(input && textAt(input.range, texts[0]), "stop");
  const edit = await cell<WorkspaceEdit>("rename", { position: positionOf("${stop", text, 3), newName: "until" });
  assert.deepEqual(
    edit.documentChanges?.map((change) => ("edits" in change ? change.textDocument.uri : "")).toSorted(),
    [uris[0], uri].toSorted(),
  );
  const { data } = await cell<SemanticTokens>("semanticTokens/full");
  assert.deepEqual(
    data.filter((_, at) => at % 5 === 2),
    [4, 4],
  );
  const [selection] = await cell<SelectionRange[]>("selectionRange", { positions: [positionOf("SELECT", text)] });
  assert.equal(selection && textAt(selection.range, text), "SELECT");
  const at = positionOf("'abc'", text);
  const actions: CodeAction[] = await cell("codeAction", {
    range: { start: at, end: at },
    context: { diagnostics: [] },
  });
  const extract = actions.find(({ title }) => title.startsWith("Extract into"));
  assert.equal(extract?.edit?.documentChanges?.length, 2);
  assert.ok(!actions.some(({ title }) => title.startsWith("Add a timeout")), "the fence is not shown");
  const failover = texts.findIndex((each) => each.includes("switchover"));
  const help = await client.connection.sendRequest<SignatureHelp>("textDocument/signatureHelp", {
    textDocument: { uri: uris[failover] },
    position: { line: 1, character: 5 },
  });
  assert.equal(help.activeParameter, 0);
  await assert.rejects(
    client.connection.sendRequest("textDocument/rename", {
      textDocument: { uri: uris[failover] },
      position: { line: 1, character: 5 },
      newName: "db9",
    }),
    /stands on the line of a fence/,
  );
});

test("hands to a client that can edit notebooks what no text of a cell can say", async () => {
  const commands = ["drRunbooks.editNotebook"];
  await using client = await LanguageClient.start({ files: FILES, initialization: { commands } });
  const text = `# Look\n\n${TEXT.slice(TEXT.indexOf("> "), TEXT.indexOf("```failover"))}\n\`\`\`\nmysql> SHOW TABLES;\n\`\`\`\n`;
  const { uris, texts } = await openNotebook(client, text);
  const changesAt = async (piece: string, title: string): Promise<string | undefined> => {
    const index = texts.findIndex((each) => each.includes(piece));
    const at = positionOf(piece, texts[index]);
    const actions: CodeAction[] = await client.connection.sendRequest("textDocument/codeAction", {
      textDocument: { uri: uris[index] },
      range: { start: at, end: at },
      context: { diagnostics: [] },
    });
    const command = actions.find((action) => action.title.startsWith(title))?.command;
    const [uri, length, edits] = command?.arguments ?? [];
    assert.deepEqual([command?.command, uri, length], [commands[0], client.uri(NAME), text.length]);
    let result = text;
    for (const { start, end, old, newText } of edits.toReversed()) {
      assert.equal(text.slice(start, end), old);
      result = result.slice(0, start) + newText + result.slice(end);
    }
    return result;
  };
  assert.equal(
    await changesAt("'abc'", "Add a timeout"),
    text.replace("needs=position}", "needs=position timeout=1m}"),
  );
  assert.equal(await changesAt("SHOW TABLES", "Label the block `sql`"), text.replace("```\nmysql>", "```sql\nmysql>"));
});

test("renames in the document of a notebook what stands on the line of a fence, for a client that makes cells of it", async () => {
  const commands = ["drRunbooks.editNotebook"];
  await using client = await LanguageClient.start({ files: FILES, initialization: { commands } });
  const { uris, texts } = await openNotebook(client);
  const edit: WorkspaceEdit = await client.connection.sendRequest("textDocument/rename", {
    textDocument: { uri: uris[texts.findIndex((text) => text.includes("switchover"))] },
    position: { line: 1, character: 5 },
    newName: "db9",
  });
  const changes = (edit.documentChanges ?? []).flatMap((change) => ("edits" in change ? [change] : []));
  const own = changes.find(({ textDocument }) => textDocument.uri === client.uri(NAME));
  assert.deepEqual(
    own?.edits.map((each) => ("range" in each ? textAt(each.range) : "")),
    ["db2", "db2"],
  );
  assert.deepEqual(changes.length, 3);
});
