import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import { runbookAt, runbookUri } from "../language/runbook-at.ts";
import type { TrailHistory } from "../language/trail-history.ts";
import { auditFolder } from "../views/audit-folder.ts";
import { openTrailDocument } from "../views/trail-document.ts";
import { verdictText } from "../views/trail-text.ts";

interface LogItem extends vscode.QuickPickItem {
  readonly logId: string;
}

async function pickLog(title: string): Promise<LogItem | undefined> {
  const { listLogs } = await import("../../core/node/trail-reader.ts");
  const logs = await listLogs(auditFolder());
  if (logs.length === 0) {
    void vscode.window.showInformationMessage("The audit trail is empty: nothing has been run yet.");
    return undefined;
  }
  const items = logs.map(
    (log): LogItem => ({
      label: `${log.status === "succeeded" ? "$(pass)" : "$(warning)"} ${log.runbook ?? log.logId}`,
      description: [log.status, log.cluster, log.user].filter(Boolean).join(" · "),
      detail: `${log.opened ?? ""} · ${log.entries} entries · ${log.logId}`,
      logId: log.logId,
    }),
  );
  return vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
}

async function verify(): Promise<void> {
  const log = await pickLog("Verify which log?");
  if (log) await showVerdict(log.logId);
}

/** Of the newest run of the runbook that was named or is in front. */
async function verifyLast(history: TrailHistory, argument: unknown): Promise<void> {
  const uri = runbookUri(argument);
  if (!uri) return;
  const logId = await history.newestLog(uri, await runbookAt(uri));
  if (logId !== undefined) return showVerdict(logId);
  void vscode.window.showInformationMessage("The audit trail has no run of this runbook: there is nothing to verify.");
}

async function showVerdict(logId: string): Promise<void> {
  const { logFile, verifyLogFile } = await import("../../core/node/trail-reader.ts");
  const verdict = await verifyLogFile(logFile(logId, auditFolder()));
  const text = `${logId}: ${verdictText(verdict)}`;
  const show = {
    VERIFIED: "showInformationMessage",
    TAMPERED: "showErrorMessage",
    INCOMPLETE: "showWarningMessage",
    UNVERIFIABLE: "showErrorMessage",
  } as const;
  const answer = await vscode.window[show[verdict.verdict]](text, "Open");
  if (answer === "Open") await openTrailDocument(logId);
}

async function show(logId: unknown): Promise<void> {
  const id = typeof logId === "string" ? logId : (await pickLog("Show which log?"))?.logId;
  if (id !== undefined) await openTrailDocument(id);
}

export function registerTrailCommands(history: TrailHistory): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.showTrail, show),
    vscode.commands.registerCommand(commands.verifyTrail, verify),
    vscode.commands.registerCommand(commands.verifyLastRun, (argument: unknown) => verifyLast(history, argument)),
  );
}
