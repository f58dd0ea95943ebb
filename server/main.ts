import {
  CodeActionKind,
  type Connection,
  createConnection,
  type InitializeResult,
  ProposedFeatures,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import manifest from "../package.json" with { type: "json" };
import { handleCodeActions } from "./handlers/code-actions.ts";
import { handleDiagnostics } from "./handlers/diagnostics.ts";
import { handleDocumentSymbols } from "./handlers/document-symbols.ts";
import { handleNotebooks, notebookSelector } from "./handlers/notebooks.ts";
import { handleWorkspace } from "./handlers/workspace.ts";
import { Session } from "./session.ts";

/**
 * Serves one client. Without a connection of its own it speaks as the command line says: `--stdio`, `--node-ipc`,
 * `--socket=PORT` or `--pipe=NAME`. The process ends when the client says so or goes away.
 */
export function startServer(connection: Connection = createConnection(ProposedFeatures.all)): void {
  const session = new Session(connection);
  const diagnostics = handleDiagnostics(session);
  const notebooks = handleNotebooks(session);
  handleDocumentSymbols(session);
  handleCodeActions(session);
  handleWorkspace(session, () => {
    diagnostics.recheck();
    notebooks.recheck();
  });
  connection.onInitialize((params): InitializeResult => {
    session.initialise(params);
    return {
      serverInfo: { name: manifest.name, version: manifest.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        notebookDocumentSync: { notebookSelector },
        documentSymbolProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        ...(session.pulls ? { diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: false } } : {}),
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });
  session.documents.listen(connection);
  session.notebooks.listen(connection);
  connection.listen();
}

/** Whether this file, or the bundle made of it, is what was started. */
function isEntry(): boolean {
  return /[\\/](server\.cjs|server[\\/]main\.ts)$/.test(process.argv[1] ?? "");
}

if (isEntry()) startServer();
