import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import { auditFolder } from "../views/audit-folder.ts";
import { openTrailDocument } from "../views/trail-document.ts";
import { verdictText } from "../views/trail-text.ts";

interface LogItem extends vscode.QuickPickItem {
  readonly logId: string;
  readonly location: string;
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
      location: log.location,
    }),
  );
  return vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
}

async function verify(): Promise<void> {
  const log = await pickLog("Verify which log?");
  if (!log) return;
  const { verifyLogFile } = await import("../../core/node/trail-reader.ts");
  const verdict = await verifyLogFile(log.location);
  const text = `${log.logId}: ${verdictText(verdict)}`;
  const show = {
    VERIFIED: "showInformationMessage",
    TAMPERED: "showErrorMessage",
    INCOMPLETE: "showWarningMessage",
    UNVERIFIABLE: "showErrorMessage",
  } as const;
  const answer = await vscode.window[show[verdict.verdict]](text, "Open");
  if (answer === "Open") await openTrailDocument(log.logId);
}

async function show(logId: unknown): Promise<void> {
  const id = typeof logId === "string" ? logId : (await pickLog("Show which log?"))?.logId;
  if (id !== undefined) await openTrailDocument(id);
}

export function registerTrailCommands(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.showTrail, show),
    vscode.commands.registerCommand(commands.verifyTrail, verify),
  );
}
