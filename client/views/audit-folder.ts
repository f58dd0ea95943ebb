import * as vscode from "vscode";
import { settings } from "../contributions.ts";

/** The folder of the trail that the settings name, or undefined for the platform's own place. */
export function auditFolder(): string | undefined {
  return vscode.workspace.getConfiguration().get<string>(settings.auditFolder, "").trim() || undefined;
}
