import * as vscode from "vscode";
import { commands, settings } from "../contributions.ts";
import type { LanguageFeatures } from "../language/language-features.ts";
import { documentSelector } from "../language/selector.ts";

/** The server's state, in the editor's own place for such things. */
export function showLanguageStatus(features: LanguageFeatures): vscode.Disposable {
  const inventory = vscode.workspace.getConfiguration().get<string>(settings.inventory, "clusters.yaml");
  const item = vscode.languages.createLanguageStatusItem("drRunbooks.server", documentSelector(inventory));
  item.name = "DR Runbooks";
  const update = () => {
    item.text = `DR Runbooks: ${features.state}`;
    item.busy = features.state === "starting";
    const broken = features.state === "failed" || features.state === "stopped";
    item.severity = broken ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
    item.command = broken
      ? { command: commands.restartLanguageServer, title: "Restart" }
      : { command: commands.showLog, title: "Show Log" };
  };
  update();
  return vscode.Disposable.from(item, features.onDidChangeState(update));
}
