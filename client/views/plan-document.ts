import { basename } from "node:path";
import * as vscode from "vscode";
import { planRunbook } from "../../core/run/plan.ts";
import { commands } from "../contributions.ts";
import { runbookAt, runbookUri } from "../language/runbook-at.ts";
import { findInventory } from "../notebook/cluster.ts";
import { chooseCluster } from "../notebook/cluster-choice.ts";
import { isHeadingOf, planText } from "./plan-text.ts";

const scheme = "dr-plan";

/** Shows what a runbook would do as a page that can only be read, and that follows the runbook while it is written. */
export function registerPlan(): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const followed = (uri: vscode.Uri): void => {
    const source = uri.toString();
    for (const { uri: page } of vscode.workspace.textDocuments)
      if (page.scheme === scheme && page.query === source) changed.fire(page);
  };
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => pageOf(vscode.Uri.parse(uri.query)),
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => followed(document.uri)),
    vscode.workspace.onDidChangeNotebookDocument(({ notebook }) => followed(notebook.uri)),
    vscode.commands.registerCommand(commands.showPlan, showPlan),
  );
}

async function pageOf(source: vscode.Uri): Promise<string> {
  const runbook = await runbookAt(source);
  const found = await findInventory(source).catch(() => undefined);
  const choice = chooseCluster(found, runbook.frontMatter.cluster?.value);
  const cluster = choice.status === "chosen" ? choice.cluster : undefined;
  const plan = planRunbook({ runbook, inputs: new Map(), ...(cluster ? { cluster } : {}) });
  const file = vscode.workspace.asRelativePath(source);
  return planText({
    title: runbook.frontMatter.title?.value ?? runbook.headings[0]?.text ?? file,
    file,
    text: runbook.text,
    plan,
    ...(cluster ? { cluster: cluster.name } : {}),
  });
}

/** `index`: the step to show, counted from 0 in the order of the text. */
async function showPlan(argument?: unknown, index?: unknown): Promise<void> {
  const source = runbookUri(argument);
  if (!source) return;
  const name = basename(source.path).replace(/(?:\.runbook)?\.md$/, "");
  const uri = vscode.Uri.from({ scheme, path: `/Plan of ${name}.md`, query: source.toString() });
  const page = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(page, { preview: true, viewColumn: vscode.ViewColumn.Beside });
  const step = typeof index === "number" ? (await runbookAt(source)).steps[index] : undefined;
  const line = step
    ? page
        .getText()
        .split("\n")
        .findIndex((text) => isHeadingOf(text, step.name))
    : -1;
  if (line < 0) return;
  const at = new vscode.Range(line, 0, line, 0);
  editor.selection = new vscode.Selection(at.start, at.start);
  editor.revealRange(at, vscode.TextEditorRevealType.AtTop);
}
