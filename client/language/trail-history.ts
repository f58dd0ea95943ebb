import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { ownRequests } from "../../core/language/own-requests.ts";
import type { RunHistory } from "../../core/node/run-history.ts";
import type { RunbookHistory } from "../../core/run/history.ts";
import type { Runbook } from "../../core/runbook/types.ts";
import { auditFolder } from "../views/audit-folder.ts";

/** What the trail of this machine tells of past runs, for the language server, which reads the workspace only, and for notebooks. */
export class TrailHistory implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  #reader: Promise<RunHistory> | undefined;

  /** Something was run. */
  readonly onDidChange = this.#changed.event;

  changed(): void {
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** Undefined where no trail is kept. */
  async of(uri: vscode.Uri, runbook: Runbook): Promise<RunbookHistory | undefined> {
    return uri.scheme === "file" ? (await this.#open()).of(questionOf(uri, runbook)) : undefined;
  }

  /** The id of the log of the newest run, whatever its state. */
  async newestLog(uri: vscode.Uri, runbook: Runbook): Promise<string | undefined> {
    return (await this.#open()).newestLog(questionOf(uri, runbook));
  }

  /** Answers the server's questions and tells it when there is something new, as long as this client lives. */
  serve(client: LanguageClient): vscode.Disposable {
    return vscode.Disposable.from(
      client.onRequest(ownRequests.history, async (question: unknown) => {
        const { path, title } = (question ?? {}) as { path?: unknown; title?: unknown };
        if (typeof path !== "string") return null;
        return (await (await this.#open()).of({ path, ...(typeof title === "string" ? { title } : {}) })) ?? null;
      }),
      this.onDidChange(() => {
        if (client.isRunning()) void client.sendNotification(ownRequests.historyChanged);
      }),
    );
  }

  /** Loaded late: most documents are no runbooks. */
  #open(): Promise<RunHistory> {
    this.#reader ??= import("../../core/node/run-history.ts").then(({ RunHistory }) => new RunHistory(auditFolder));
    return this.#reader;
  }
}

function questionOf(uri: vscode.Uri, { frontMatter: { title } }: Runbook) {
  return { path: uri.fsPath, ...(title ? { title: title.value } : {}) };
}
