import * as vscode from "vscode";
import { commands, isRunbookNotebook, notebookTypes } from "../contributions.ts";

function uriOf(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  // The notebook toolbar passes an object with the editor in it.
  const editor = (argument as { notebookEditor?: { notebookUri?: unknown } } | undefined)?.notebookEditor;
  if (editor?.notebookUri instanceof vscode.Uri) return editor.notebookUri;
  return undefined;
}

async function openAsNotebook(argument: unknown): Promise<void> {
  const uri = uriOf(argument) ?? vscode.window.activeTextEditor?.document.uri;
  if (!uri) return;
  const type = uri.path.endsWith(".runbook.md") ? notebookTypes.runbook : notebookTypes.markdown;
  await vscode.commands.executeCommand("vscode.openWith", uri, type);
}

async function openAsText(argument: unknown): Promise<void> {
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  const uri = uriOf(argument) ?? (notebook && isRunbookNotebook(notebook.notebookType) ? notebook.uri : undefined);
  if (uri) await vscode.commands.executeCommand("vscode.openWith", uri, "default");
}

export function registerOpenCommands(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.openAsNotebook, openAsNotebook),
    vscode.commands.registerCommand(commands.openAsText, openAsText),
  );
}
