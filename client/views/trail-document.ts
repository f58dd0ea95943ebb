import * as vscode from "vscode";
import { auditFolder } from "./audit-folder.ts";
import { trailText } from "./trail-text.ts";

const scheme = "dr-trail";

/** Shows one log of the trail as a read-only page, verified anew each time it is opened. */
export function registerTrailDocuments(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    async provideTextDocumentContent(uri, token) {
      const { logFile, readLog, verifyLogFile } = await import("../../core/node/trail-reader.ts");
      const logId = uri.path.slice(1).replace(/\.trail$/, "");
      const location = logFile(logId, auditFolder());
      const verdict = await verifyLogFile(location);
      const entries = [];
      try {
        for await (const entry of readLog(location)) {
          if (token.isCancellationRequested) break;
          entries.push(entry);
        }
      } catch {
        // The verdict says that the file can't be read, and why.
      }
      return trailText({ logId, location, verdict, entries });
    },
  });
}

export async function openTrailDocument(logId: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme, path: `/${logId}.trail`, query: String(Date.now()) });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: true });
}
