import assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually } from "../support/eventually.ts";
import { closeEverything, showText, write } from "../support/workspace.ts";

const FILE = `[mysqld]
server_id=1
sync_b
binlog_format =
no_such_setting = 1
max_connections: 5
[client]
port = 3306
`;

/** A file opened in the editor, once the server has looked at it. */
async function open(name: string, text = FILE): Promise<vscode.TextDocument> {
  const document = await showText(write(name, text));
  await eventually("the first findings", () => vscode.languages.getDiagnostics(document.uri).length > 0 || undefined);
  return document;
}

const endOfLine = (document: vscode.TextDocument, line: number) => document.lineAt(line).range.end;

async function completions(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<readonly vscode.CompletionItem[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    "vscode.executeCompletionItemProvider",
    document.uri,
    position,
    undefined,
    // So many are asked for their documentation.
    5,
  );
  return items;
}

const labelOf = ({ label }: vscode.CompletionItem) => (typeof label === "string" ? label : label.label);
const textOf = (content: vscode.MarkdownString | vscode.MarkedString) =>
  typeof content === "string" ? content : content.value;

suite("option files", () => {
  teardown(closeEverything);

  test("completes settings and their values", async () => {
    const document = await open("my-completion.cnf");
    const settings = await completions(document, endOfLine(document, 2));
    const item = settings.find((each) => labelOf(each) === "sync_binlog");
    assert.ok(item, settings.slice(0, 10).map(labelOf).join(", "));
    assert.equal(item.insertText, "sync_binlog = 1");
    const values = await completions(document, endOfLine(document, 3));
    const labels = values.map(labelOf);
    assert.ok(
      ["MIXED", "STATEMENT", "ROW"].every((value) => labels.includes(value)),
      labels.slice(0, 10).join(", "),
    );
  });

  test("explains what is pointed at", async () => {
    const document = await open("my-hover.cnf");
    const [hover] = await vscode.commands.executeCommand<readonly vscode.Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      new vscode.Position(1, 3),
    );
    assert.match(hover?.contents.map(textOf).join("\n") ?? "", /\*\*server_id\*\*[\s\S]*binary log of the topology/);
  });

  test("corrects a line with the quick fix of its finding", async () => {
    const document = await open("my-fix.cnf");
    const action = await eventually("the quick fix", async () => {
      const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        document.lineAt(5).range,
        vscode.CodeActionKind.QuickFix.value,
      );
      return actions.find(({ title }) => title.includes('"="'));
    });
    assert.ok(action.edit);
    await vscode.workspace.applyEdit(action.edit);
    assert.equal(document.lineAt(5).text, "max_connections = 5");
    await document.save();
  });

  test("applies all safe fixes as one action, such as when a file is saved", async () => {
    const document = await open("my-fix-all.cnf");
    const kind = "source.fixAll.drRunbooks";
    const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      document.lineAt(0).range,
      kind,
    );
    const action = actions.find((each) => each.kind?.value === kind);
    assert.ok(action?.edit, actions.map(({ title }) => title).join(", "));
    await vscode.workspace.applyEdit(action.edit);
    assert.match(document.getText(), /^max_connections = 5$/m);
    await document.save();
  });

  test("formats without touching what a server reads", async () => {
    const document = await open("my-format.cnf");
    const edits = await vscode.commands.executeCommand<readonly vscode.TextEdit[]>(
      "vscode.executeFormatDocumentProvider",
      document.uri,
      { tabSize: 2, insertSpaces: true },
    );
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, [...edits]);
    await vscode.workspace.applyEdit(edit);
    const text = document.getText();
    assert.match(text, /^server_id = 1\nsync_b\nbinlog_format =\nno_such_setting = 1\n/m);
    assert.match(text, /\nmax_connections: 5\n\n\[client\]\nport = 3306\n$/);
    await document.save();
  });

  test("goes from a setting to the same one in another file, and links includes", async () => {
    const other = write("my-other.cnf", "[mysqld]\nserver_id = 2\n");
    const included = write("my-included.cnf", "[mysqld]\nport = 3306\n");
    const document = await open("my-going.cnf", `[mysqld]\nserver_id = 1\nno_such = 1\n!include ${included.fsPath}\n`);
    const locations = await vscode.commands.executeCommand<readonly vscode.Location[]>(
      "vscode.executeDefinitionProvider",
      document.uri,
      new vscode.Position(1, 3),
    );
    assert.ok(
      locations.some(({ uri, range }) => uri.fsPath === other.fsPath && range.start.line === 1),
      locations.map(({ uri }) => uri.fsPath).join(", "),
    );
    const links = await vscode.commands.executeCommand<readonly vscode.DocumentLink[]>(
      "vscode.executeLinkProvider",
      document.uri,
    );
    assert.ok(links.some(({ target, range }) => target?.fsPath === included.fsPath && range.start.line === 3));
    const folds = await vscode.commands.executeCommand<readonly vscode.FoldingRange[]>(
      "vscode.executeFoldingRangeProvider",
      document.uri,
    );
    assert.ok(folds.some(({ start, end }) => start === 0 && end === 3));
  });
});
