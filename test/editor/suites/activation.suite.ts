import assert from "node:assert/strict";
import * as vscode from "vscode";
import { commands, languages, notebookTypes } from "../../../client/contributions.ts";
import { closeEverything, showNotebook, uriOf, write } from "../support/workspace.ts";

const EXTENSION = "dr-runbooks.dr-runbooks";

suite("activation", () => {
  teardown(closeEverything);

  test("the extension activates", async () => {
    const extension = vscode.extensions.getExtension(EXTENSION);
    assert.ok(extension, `${EXTENSION} is not installed`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  test("every contributed command is registered", async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      Object.values(commands).filter((id) => !registered.has(id)),
      [],
    );
  });

  const optionFiles: [name: string, text: string][] = [
    ["my.cnf", "[client]\n"],
    ["my.ini", "[client]\n"],
    ["replica.cnf", "[mysqld]\nserver_id = 2\n"],
  ];
  for (const [name, text] of optionFiles) {
    test(`${name} is an option file`, async () => {
      const document = await vscode.workspace.openTextDocument(write(name, text));
      assert.equal(document.languageId, languages.optionFile);
    });
  }

  test("a file named *.runbook.md opens as a notebook by default", async () => {
    await vscode.commands.executeCommand("vscode.open", uriOf("steps.runbook.md"));
    assert.equal(vscode.window.activeNotebookEditor?.notebook.notebookType, notebookTypes.runbook);
  });

  test("a README opens as text by default", async () => {
    await vscode.commands.executeCommand("vscode.open", uriOf("README.md"));
    assert.equal(vscode.window.activeNotebookEditor, undefined);
    assert.equal(vscode.window.activeTextEditor?.document.languageId, "markdown");
  });

  test("any Markdown opens as a notebook on request", async () => {
    await vscode.commands.executeCommand("vscode.openWith", uriOf("README.md"), notebookTypes.markdown);
    assert.equal(vscode.window.activeNotebookEditor?.notebook.notebookType, notebookTypes.markdown);
  });

  test("each kind of step is a code cell in its own language", async () => {
    const notebook = await showNotebook(uriOf("steps.runbook.md"));
    const code = notebook.getCells().filter((cell) => cell.kind === vscode.NotebookCellKind.Code);
    assert.deepEqual(
      code.map((cell) => cell.document.languageId),
      ["sql", "shellscript", languages.optionFile, languages.manual, languages.failover],
    );
  });
});
