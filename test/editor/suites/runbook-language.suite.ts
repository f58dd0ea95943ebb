import assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually } from "../support/eventually.ts";
import { closeEverything, showNotebook, showText, write } from "../support/workspace.ts";

const RUNBOOK = `---
runbook: Look
inputs:
  until: { type: string }
---
# Look

\`\`\`sql {name=look on=source}
-- @capture file = File
SHOW BINARY LOG STATUS;
\`\`\`

\`\`\`sql {name=use on=replica needs=look}
SELECT \${file}, \${until}, \${nowhere};
\`\`\`
`;

/** Once there is a finding, the server knows the document. */
const known = (uri: vscode.Uri) =>
  eventually("a finding", () => vscode.languages.getDiagnostics(uri).length > 0 || undefined);

const positionOf = (document: vscode.TextDocument, piece: string, shift = 0) =>
  document.positionAt(document.getText().indexOf(piece) + shift);

async function labelsAt(document: vscode.TextDocument, position: vscode.Position): Promise<readonly string[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    "vscode.executeCompletionItemProvider",
    document.uri,
    position,
  );
  return items.map(({ label }) => (typeof label === "string" ? label : label.label));
}

async function hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents.map((content) => (typeof content === "string" ? content : content.value)))
    .join("\n");
}

suite("the language of runbooks", () => {
  teardown(closeEverything);

  test("completes attributes and variables, and explains steps, in the text", async () => {
    const document = await showText(write("language.runbook.md", RUNBOOK));
    await known(document.uri);
    assert.ok((await labelsAt(document, positionOf(document, "on=replica", 3))).includes("replicas"));
    assert.ok((await labelsAt(document, positionOf(document, "${until}", 2))).includes("file"));
    assert.match(await hoverAt(document, positionOf(document, "look on")), /step 1 of 2/);
  });

  test("renames a step with what refers to it", async () => {
    const document = await showText(write("rename.runbook.md", RUNBOOK));
    await known(document.uri);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      "vscode.executeDocumentRenameProvider",
      document.uri,
      positionOf(document, "look on"),
      "position",
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(
      document.getText(),
      RUNBOOK.replace("name=look", "name=position").replace("needs=look", "needs=position"),
    );
    await document.save();
  });

  test("goes from a variable in one cell to its definition in another, and completes in cells", async () => {
    const notebook = await showNotebook(write("cells.runbook.md", RUNBOOK));
    const cells = notebook.getCells().map(({ document }) => document);
    const use = cells.find((document) => document.getText().includes("nowhere"));
    const look = cells.find((document) => document.getText().includes("@capture"));
    assert.ok(use && look);
    await known(use.uri);
    assert.ok((await labelsAt(use, positionOf(use, "${until}", 2))).includes("file"));
    assert.match(await hoverAt(use, positionOf(use, "${file}", 3)), /captured by look/);
    const [definition] = await vscode.commands.executeCommand<vscode.Location[]>(
      "vscode.executeDefinitionProvider",
      use.uri,
      positionOf(use, "${file}", 3),
    );
    assert.equal(definition?.uri.toString(), look.uri.toString());
    assert.equal(definition && look.getText(definition.range), "file");
  });

  test("opens a step of the text in the notebook from its lens, and runs nothing", async () => {
    const document = await showText(write("lens.runbook.md", RUNBOOK));
    await known(document.uri);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      document.uri,
    );
    const run = lenses.map(({ command }) => command).filter((command) => command?.command === "drRunbooks.openStep");
    assert.equal(run.length, 2);
    await vscode.commands.executeCommand("drRunbooks.openStep", ...(run[1]?.arguments ?? []));
    const editor = await eventually("the notebook", () => vscode.window.activeNotebookEditor);
    const [selected] = editor.selections;
    assert.match(editor.notebook.cellAt(selected?.start ?? 0).document.getText(), /nowhere/);
    assert.equal(editor.notebook.cellAt(selected?.start ?? 0).executionSummary?.executionOrder, undefined);
  });
});
