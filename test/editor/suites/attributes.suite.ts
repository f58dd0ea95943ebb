import assert from "node:assert/strict";
import { statSync } from "node:fs";
import * as vscode from "vscode";
import { commands } from "../../../client/contributions.ts";
import { cellWith } from "../support/cells.ts";
import { eventually } from "../support/eventually.ts";
import { bytesOf, closeEverything, pathOf, showNotebook, write } from "../support/workspace.ts";

const TEXT = [
  "# Attributes",
  "",
  "> ```sql  { name=first on=source  }",
  "> SELECT 1;",
  "> ```",
  "",
  '- ~~~sql {"name": "second", "on":"source"}',
  "  SELECT 2;",
  "  ~~~",
  "",
  "```sql",
  "SELECT 3;",
  "```",
].join("\r\n");

async function saved(notebook: vscode.NotebookDocument, name: string): Promise<string> {
  const before = statSync(pathOf(name)).mtimeMs;
  await vscode.commands.executeCommand("workbench.action.files.save");
  await eventually(`${name} to be written`, () => statSync(pathOf(name)).mtimeMs !== before || undefined);
  assert.equal(notebook.isDirty, false);
  return bytesOf(name).toString("utf8");
}

const set = (cell: vscode.NotebookCell, key: string, value?: string) =>
  vscode.commands.executeCommand(commands.editAttributes, cell, key, value);

suite("attributes of a cell", () => {
  teardown(closeEverything);

  test("are changed on the line of its fence, and no other byte of the file is", async () => {
    const name = "attributes.runbook.md";
    const notebook = await showNotebook(write(name, TEXT));
    await set(cellWith(notebook, "SELECT 1"), "on", "replica");
    await set(cellWith(notebook, "SELECT 2"), "on", "db2");
    await set(cellWith(notebook, "SELECT 2"), "timeout", "30s");
    await set(cellWith(notebook, "SELECT 3"), "name", "third");
    assert.equal(
      await saved(notebook, name),
      TEXT.replace("on=source ", "on=replica ")
        .replace('"on":"source"}', '"on":"db2", "timeout": "30s"}')
        .replace("```sql\r\nSELECT 3", "```sql {name=third}\r\nSELECT 3"),
    );
    await set(cellWith(notebook, "SELECT 3"), "name");
    await set(cellWith(notebook, "SELECT 2"), "timeout");
    await set(cellWith(notebook, "SELECT 2"), "on", "source");
    await set(cellWith(notebook, "SELECT 1"), "on", "source");
    assert.equal(await saved(notebook, name), TEXT);
  });

  test("are as they were when the change is undone", async () => {
    const name = "undone-attributes.runbook.md";
    const notebook = await showNotebook(write(name, TEXT));
    await set(cellWith(notebook, "SELECT 1"), "timeout", "5m");
    assert.equal(notebook.isDirty, true);
    await vscode.commands.executeCommand("undo");
    await eventually(
      "the change to be undone",
      () => !/timeout/.test(JSON.stringify(cellWith(notebook, "SELECT 1").metadata)) || undefined,
    );
    await set(cellWith(notebook, "SELECT 3"), "on", "all");
    assert.equal(await saved(notebook, name), TEXT.replace("```sql\r\nSELECT 3", "```sql {on=all}\r\nSELECT 3"));
  });

  test("can be given to a cell that was just added, with its text as it is", async () => {
    const name = "added-attributes.runbook.md";
    const notebook = await showNotebook(write(name, "# New\r\n"));
    const edit = new vscode.WorkspaceEdit();
    const data = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, "SELECT 1;", "sql");
    edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(1, [data])]);
    await vscode.workspace.applyEdit(edit);
    await set(cellWith(notebook, "SELECT 1"), "on", "replicas");
    assert.equal(await saved(notebook, name), "# New\r\n\r\n```sql {on=replicas}\r\nSELECT 1;\r\n```\r\n");
  });

  test("take a new name along to where other steps refer to it", async () => {
    const name = "renamed-attributes.runbook.md";
    const text = TEXT.replace('"on":"source"', '"needs":"first"');
    const notebook = await showNotebook(write(name, text));
    await set(cellWith(notebook, "SELECT 1"), "name", "begin");
    assert.equal(await saved(notebook, name), text.replaceAll("first", "begin"));
  });

  test("are known to the language server at once", async () => {
    const name = "checked-attributes.runbook.md";
    const notebook = await showNotebook(write(name, TEXT));
    const cell = cellWith(notebook, "SELECT 1");
    const isKnown = () =>
      vscode.languages.getDiagnostics(cell.document.uri).some(({ message }) => message.includes("no-such-step"));
    await set(cell, "needs", "no-such-step");
    await eventually("a finding about the step", () => isKnown() || undefined);
    await set(cell, "needs");
    await eventually("no finding about the step", () => !isKnown() || undefined);
  });

  test("are chosen from a list of what they may be", async () => {
    const name = "chosen-attributes.runbook.md";
    const notebook = await showNotebook(write(name, TEXT));
    const done = vscode.commands.executeCommand(commands.editAttributes, cellWith(notebook, "SELECT 1"));
    const pick = async (down: number) => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      for (let i = 0; i < down; i++) await vscode.commands.executeCommand("workbench.action.quickOpenSelectNext");
      await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
    };
    await pick(1); // name, then on
    await pick(2); // source, replica, then replicas
    await done;
    assert.equal(await saved(notebook, name), TEXT.replace("on=source ", "on=replicas "));
  });
});
