import {
  CodeActionKind,
  type Connection,
  createConnection,
  type InitializeResult,
  ProposedFeatures,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import manifest from "../package.json" with { type: "json" };
import { handleAnnotations, SEMANTIC_TOKENS } from "./handlers/annotations.ts";
import { FIX_ALL, handleCodeActions } from "./handlers/code-actions.ts";
import { COMPLETION_TRIGGERS, handleCompletion } from "./handlers/completion.ts";
import { handleDiagnostics } from "./handlers/diagnostics.ts";
import { handleDocumentLinks } from "./handlers/document-links.ts";
import { handleDocumentSymbols } from "./handlers/document-symbols.ts";
import { handleFolding } from "./handlers/folding.ts";
import { handleFormatting } from "./handlers/formatting.ts";
import { clientHistories, handleHistories } from "./handlers/histories.ts";
import { handleHover } from "./handlers/hover.ts";
import { handleNavigation } from "./handlers/navigation.ts";
import { handleNotebooks, notebookSelector } from "./handlers/notebooks.ts";
import { handleSelectionRanges } from "./handlers/selection-ranges.ts";
import { handleSignatureHelp } from "./handlers/signature-help.ts";
import { handleSymbols } from "./handlers/symbols.ts";
import { handleWorkspace } from "./handlers/workspace.ts";
import type { HistorySource } from "./histories.ts";
import { Session } from "./session.ts";

interface ServerOptions {
  readonly connection?: Connection;
  /** What tells of past runs, where whoever starts the server may read the trail. */
  readonly history?: HistorySource;
}

/**
 * Serves one client. Without a connection of its own it speaks as the command line says: `--stdio`, `--node-ipc`,
 * `--socket=PORT` or `--pipe=NAME`. The process ends when the client says so or goes away.
 */
export function startServer({
  connection = createConnection(ProposedFeatures.all),
  history,
}: ServerOptions = {}): void {
  const session = new Session(connection);
  const diagnostics = handleDiagnostics(session);
  const notebooks = handleNotebooks(session);
  handleDocumentSymbols(session);
  handleCodeActions(session);
  handleCompletion(session);
  handleHover(session);
  handleFolding(session);
  handleFormatting(session);
  handleDocumentLinks(session);
  handleNavigation(session);
  handleSelectionRanges(session);
  handleSymbols(session);
  handleAnnotations(session);
  handleSignatureHelp(session);
  const recheck = (): void => {
    diagnostics.recheck();
    notebooks.recheck();
  };
  handleWorkspace(session, recheck);
  handleHistories(session, recheck);
  connection.onInitialize((params): InitializeResult => {
    session.initialise(params);
    session.histories.from(history ?? clientHistories(session, params.initializationOptions));
    return {
      serverInfo: { name: manifest.name, version: manifest.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        notebookDocumentSync: { notebookSelector },
        documentSymbolProvider: true,
        codeActionProvider: {
          codeActionKinds: [
            CodeActionKind.QuickFix,
            CodeActionKind.RefactorExtract,
            CodeActionKind.RefactorRewrite,
            FIX_ALL,
          ],
        },
        completionProvider: { resolveProvider: true, triggerCharacters: COMPLETION_TRIGGERS },
        hoverProvider: true,
        foldingRangeProvider: true,
        documentFormattingProvider: true,
        documentLinkProvider: {},
        definitionProvider: true,
        referencesProvider: true,
        selectionRangeProvider: true,
        documentRangeFormattingProvider: true,
        documentHighlightProvider: true,
        renameProvider: { prepareProvider: true },
        workspaceSymbolProvider: true,
        semanticTokensProvider: { legend: SEMANTIC_TOKENS, full: true },
        inlayHintProvider: true,
        codeLensProvider: {},
        signatureHelpProvider: { triggerCharacters: [":", " "] },
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
