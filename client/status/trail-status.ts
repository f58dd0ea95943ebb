import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import type { Recorded } from "../notebook/execute-cell.ts";
import { trailWords } from "../notebook/render/outcome-words.ts";

/** The last trail entry of the notebook in front, in the status bar. */
export class TrailStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem("drRunbooks.trail", vscode.StatusBarAlignment.Left, 10);
  readonly #last = new Map<string, Recorded>();
  readonly #listener = vscode.window.onDidChangeActiveNotebookEditor(() => this.#update());

  constructor() {
    this.#item.name = "DR Runbooks: audit trail";
  }

  record(recorded: Recorded): void {
    this.#last.set(recorded.notebook.toString(), recorded);
    this.#update();
  }

  dispose(): void {
    this.#listener.dispose();
    this.#item.dispose();
  }

  #update(): void {
    const notebook = vscode.window.activeNotebookEditor?.notebook.uri.toString();
    const last = notebook === undefined ? undefined : this.#last.get(notebook);
    if (!last) {
      this.#item.hide();
      return;
    }
    const { outcome, entry, logId, step } = last;
    const good = outcome.status === "succeeded" || outcome.status === "skipped";
    this.#item.text = `$(${good ? "verified" : "warning"}) #${entry.seq} ${trailWords(outcome)} ${entry.hash.slice(0, 4)}…`;
    this.#item.tooltip = `Last entry of this notebook in the audit trail\nStep: ${step}\nHash: ${entry.hash}\nLog: ${logId}`;
    this.#item.command = { command: commands.showTrail, title: "Show Audit Trail", arguments: [logId] };
    if (good) this.#item.backgroundColor = undefined;
    else this.#item.backgroundColor = new vscode.ThemeColor("statusBarItem.warningBackground");
    this.#item.show();
  }
}
