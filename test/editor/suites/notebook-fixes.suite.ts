import assert from "node:assert/strict";
import { statSync } from "node:fs";
import * as vscode from "vscode";
import { commands } from "../../../client/contributions.ts";
import { eventually } from "../support/eventually.ts";
import { bytesOf, closeEverything, pathOf, showNotebook, showText, write } from "../support/workspace.ts";

/** Chooses the change whose title begins so, over a piece of a cell's text, and saves: the file as it then is. */
async function changed(name: string, text: string, piece: string, title: string): Promise<string> {
  const notebook = await showNotebook(write(name, text));
  const cell = notebook.getCells().find(({ document }) => document.getText().includes(piece));
  assert.ok(cell, `no cell holds ${piece}`);
  if (cell.kind === vscode.NotebookCellKind.Markup) await editMarkup(cell);
  const at = cell.document.positionAt(cell.document.getText().indexOf(piece));
  const action = await eventually(`the change "${title}"`, async () => {
    const found = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      cell.document.uri,
      new vscode.Range(at, at),
    );
    return found.find((each) => each.title.startsWith(title));
  });
  if (action.edit) await vscode.workspace.applyEdit(action.edit);
  if (action.command) await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
  await eventually("a change", () => notebook.isDirty || undefined);
  const before = statSync(pathOf(name)).mtimeMs;
  await vscode.commands.executeCommand("workbench.action.files.save");
  await eventually(`${name} to be written`, () => statSync(pathOf(name)).mtimeMs !== before || undefined);
  return bytesOf(name).toString("utf8");
}

/** Markdown that is only shown has no text editor to ask for changes in. */
async function editMarkup(cell: vscode.NotebookCell): Promise<void> {
  const editor = vscode.window.activeNotebookEditor;
  assert.ok(editor);
  editor.selections = [new vscode.NotebookRange(cell.index, cell.index + 1)];
  await vscode.commands.executeCommand("notebook.cell.edit");
  await eventually(
    "the text of the cell",
    () => vscode.window.visibleTextEditors.some(({ document }) => document === cell.document) || undefined,
  );
}

const STEP = "# Title\r\n\r\n> ```sql {name=a}\r\n> STOP REPLICA;\r\n> ```\r\n\r\nText.\r\n";

suite("changes in a notebook that reach beyond the text of a cell", () => {
  teardown(closeEverything);

  test("add a timeout to the line of the fence", async () =>
    assert.equal(
      await changed("timeout.runbook.md", STEP, "STOP", "Add a timeout"),
      STEP.replace("{name=a}", "{name=a timeout=1m}"),
    ));

  test("add a rollback as a cell of its own", async () =>
    assert.equal(
      await changed("rollback.runbook.md", STEP, "STOP", "Add a rollback"),
      STEP.replace(
        "{name=a}\r\n> STOP REPLICA;\r\n> ```\r\n",
        "{name=a rollback=undo-a}\r\n> STOP REPLICA;\r\n> ```\r\n>\r\n> ```sql {name=undo-a}\r\n> START REPLICA;\r\n> ```\r\n",
      ),
    ));

  test("make a placeholder an input where there is no front matter", async () =>
    assert.equal(
      await changed("input.runbook.md", "```sql {name=a}\nSELECT <id>;\n```\n", "<id>", "Make it"),
      "---\ninputs:\n  id: { type: string }\n---\n\n```sql {name=a}\nSELECT ${id};\n```\n",
    ));

  test("turn a client that runs statements into a SQL step", async () =>
    assert.equal(
      await changed(
        "client.runbook.md",
        "# A\n\n```bash {name=a}\nmysql -e 'SELECT 1'\n```\n",
        "mysql",
        "Make it a SQL step",
      ),
      "# A\n\n```sql {name=a}\nSELECT 1;\n```\n",
    ));

  test("label a block that has no language, which then is a step", async () => {
    const text = "# A\n\nLook:\n\n```\nmysql> SHOW TABLES;\n```\n\nEnd.\n";
    const after = await changed("label.runbook.md", text, "SHOW", "Label the block `sql`");
    assert.equal(after, text.replace("```\nm", "```sql\nm"));
    const cells = vscode.window.activeNotebookEditor?.notebook.getCells() ?? [];
    assert.deepEqual(
      cells.map(({ kind }) => kind === vscode.NotebookCellKind.Code),
      [false, true, false],
    );
  });
});

suite("a step to start from", () => {
  teardown(closeEverything);

  test("becomes a cell behind the selected one, with its attributes", async () => {
    const name = "insert.runbook.md";
    const text = "# A\r\n\r\n```sql {name=check}\r\nSELECT 1;\r\n```\r\n\r\nEnd.\r\n";
    const notebook = await showNotebook(write(name, text));
    const editor = vscode.window.activeNotebookEditor;
    assert.ok(editor);
    editor.selections = [new vscode.NotebookRange(1, 2)];
    await vscode.commands.executeCommand(commands.insertStep, undefined, "sql check");
    assert.match(
      notebook.cellAt(2).document.getText(),
      /^-- @expect Replica_SQL_Running == "Yes"\nSHOW REPLICA STATUS\\G$/,
    );
    const before = statSync(pathOf(name)).mtimeMs;
    await vscode.commands.executeCommand("workbench.action.files.save");
    await eventually(`${name} to be written`, () => statSync(pathOf(name)).mtimeMs !== before || undefined);
    const step =
      '\r\n```sql {name=check-2 on=replicas}\r\n-- @expect Replica_SQL_Running == "Yes"\r\nSHOW REPLICA STATUS\\G\r\n```\r\n';
    assert.equal(bytesOf(name).toString("utf8"), text.replace("\r\n\r\nEnd", `\r\n${step}\r\nEnd`));
  });

  test("becomes a block at the cursor of the text", async () => {
    const document = await showText(write("insert-text.runbook.md", "# A\n\n"));
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    editor.selection = new vscode.Selection(2, 0, 2, 0);
    await vscode.commands.executeCommand(commands.insertStep, undefined, "manual step");
    assert.equal(document.getText(), "# A\n\n```manual {name=by-hand}\n- [ ] \n```\n");
    await document.save();
  });
});
