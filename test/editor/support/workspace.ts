import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";

const folder = (): string => {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  if (first === undefined) throw new Error("The window has no folder.");
  return first.uri.fsPath;
};

export const pathOf = (name: string): string => join(folder(), name);
export const uriOf = (name: string): vscode.Uri => vscode.Uri.file(pathOf(name));
export const bytesOf = (name: string): Buffer => readFileSync(pathOf(name));

/** Writes a file past the editor, as another program would, and returns its address. */
export function write(name: string, content: string | Uint8Array): vscode.Uri {
  writeFileSync(pathOf(name), content);
  return uriOf(name);
}

/** Opens a file as text in the active editor: findings are asked for only where somebody looks. */
export async function showText(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const { document } = await vscode.window.showTextDocument(uri);
  return document;
}

/** Opens a runbook as a notebook in the active editor. */
export async function showNotebook(uri: vscode.Uri): Promise<vscode.NotebookDocument> {
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

export const closeEverything = (): Thenable<unknown> =>
  vscode.commands.executeCommand("workbench.action.closeAllEditors");
