import * as vscode from "vscode";
import { type StepSnippet, stepSnippets, stepText } from "../../core/language/runbook/step-snippets.ts";
import { newStepCell } from "../../core/runbook/cell-attributes.ts";
import { lineEndingOf } from "../../core/runbook/from-cells.ts";
import { toNotebookCell } from "../../core/runbook/notebook-cells.ts";
import { commands, isRunbookNotebook } from "../contributions.ts";
import { documentOf, toCell } from "../notebook/notebook-text.ts";
import { toCellData } from "../notebook/serializer.ts";

/** A step of the chosen kind: a cell behind the selected one, or a block at the cursor. With a label nothing is asked. */
async function insertStep(_context?: unknown, label?: unknown): Promise<void> {
  const snippet = stepSnippets.find((each) => each.label === label) ?? (await pickSnippet());
  if (!snippet) return;
  const notebook = vscode.window.activeNotebookEditor;
  if (notebook && isRunbookNotebook(notebook.notebook.notebookType)) await insertCell(notebook, snippet);
  else await vscode.window.activeTextEditor?.insertSnippet(blockOf(snippet));
}

async function pickSnippet(): Promise<StepSnippet | undefined> {
  const items = stepSnippets.map((snippet) => ({ label: snippet.label, description: snippet.detail, snippet }));
  return (await vscode.window.showQuickPick(items, { title: "Insert which step?", matchOnDescription: true }))?.snippet;
}

function blockOf({ first, body }: StepSnippet): vscode.SnippetString {
  return new vscode.SnippetString(`\`\`\`${first}\n${body}\n\`\`\`\n`);
}

async function insertCell(editor: vscode.NotebookEditor, snippet: StepSnippet): Promise<void> {
  const { notebook } = editor;
  const taken = new Set(
    documentOf(notebook)
      .runbook()
      .steps.map(({ name }) => name),
  );
  const cell = newStepCell(stepText(snippet, taken), lineEndingOf(notebook.getCells().map(toCell)));
  if (!cell) return;
  const at = Math.min(editor.selections[0]?.end ?? notebook.cellCount, notebook.cellCount);
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(at, [toCellData(toNotebookCell(cell))])]);
  if (!(await vscode.workspace.applyEdit(edit))) return;
  const range = new vscode.NotebookRange(at, at + 1);
  editor.selections = [range];
  editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  await vscode.commands.executeCommand("notebook.cell.edit");
}

export function registerInsertStep(): vscode.Disposable {
  return vscode.commands.registerCommand(commands.insertStep, insertStep);
}
