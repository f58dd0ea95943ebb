import * as vscode from "vscode";
import { parseRunbook } from "../../core/runbook/parse.ts";
import type { Runbook } from "../../core/runbook/types.ts";
import { documentOf } from "../notebook/notebook-text.ts";

/** The runbook at an address as it is now: in a notebook or a text editor with what is not saved yet, else on the disk. */
export async function runbookAt(uri: vscode.Uri): Promise<Runbook> {
  const key = uri.toString();
  const notebook = vscode.workspace.notebookDocuments.find((open) => open.uri.toString() === key);
  if (notebook) return documentOf(notebook).runbook();
  return parseRunbook((await vscode.workspace.openTextDocument(uri)).getText());
}

/** The runbook that a command is about: what it was given, else what is in front. */
export function runbookUri(argument: unknown): vscode.Uri | undefined {
  if (typeof argument === "string") return vscode.Uri.parse(argument);
  if (argument instanceof vscode.Uri) return argument;
  // The notebook toolbar passes an object with the editor in it.
  const toolbar = (argument as { notebookEditor?: { notebookUri?: unknown } } | undefined)?.notebookEditor?.notebookUri;
  if (toolbar instanceof vscode.Uri) return toolbar;
  const active = vscode.window.activeNotebookEditor?.notebook.uri ?? vscode.window.activeTextEditor?.document.uri;
  // The page of a plan is about the runbook that it is of.
  return active?.scheme === "dr-plan" ? vscode.Uri.parse(active.query) : active;
}
