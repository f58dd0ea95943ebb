import { DocumentDiagnosticReportKind } from "vscode-languageserver/node";
import { Debounce } from "../debounce.ts";
import type { OpenDocument } from "../open-document.ts";
import type { Session } from "../session.ts";
import { toDiagnostic } from "../to-lsp.ts";

/** Diagnostics of text documents: sent after each change, or given when asked to clients that ask. */
export function handleDiagnostics(session: Session): { recheck(): void } {
  const { connection, documents } = session;
  const queue = new Debounce((uri) => session.guarded(`Checking ${uri}`, () => publish(session, uri), undefined));

  /** Other option files may include this one, or belong to another node of its cluster. */
  const recheckRelated = (changed: OpenDocument): void => {
    if (changed.kind !== "option-file") return;
    session.optionFileChanged();
    if (session.pulls) return;
    for (const other of documents.all()) {
      if (other.uri !== changed.uri && other.kind === "option-file") queue.schedule(other.uri);
    }
  };

  documents.onDidChangeContent(({ document }) => {
    if (!session.pulls) queue.schedule(document.uri);
    recheckRelated(document);
  });
  documents.onDidClose(({ document }) => {
    recheckRelated(document);
    queue.forget(document.uri);
    session.settings.forget(document.uri);
    if (!session.pulls) {
      const clear = () => connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
      void session.guarded("Clearing diagnostics", clear, undefined);
    }
  });
  connection.languages.diagnostics.on(({ textDocument: { uri } }) =>
    session.guarded(
      `Checking ${uri}`,
      async () => {
        const document = documents.get(uri);
        return {
          kind: DocumentDiagnosticReportKind.Full,
          items: document ? await diagnosticsOf(session, document) : [],
        };
      },
      { kind: DocumentDiagnosticReportKind.Full, items: [] },
    ),
  );
  connection.onShutdown(() => queue.dispose());

  return {
    recheck() {
      if (!session.pulls) {
        for (const document of documents.all()) queue.schedule(document.uri);
      } else if (session.capabilities.workspace?.diagnostics?.refreshSupport) {
        void session.guarded("Asking for a refresh", () => connection.languages.diagnostics.refresh(), undefined);
      }
    },
  };
}

async function publish(session: Session, uri: string): Promise<void> {
  const document = session.documents.get(uri);
  if (!document) return;
  const diagnostics = await diagnosticsOf(session, document);
  // A newer version has its own turn.
  if (session.documents.get(uri) !== document) return;
  await session.connection.sendDiagnostics({ uri, version: document.version, diagnostics });
}

async function diagnosticsOf(session: Session, document: OpenDocument) {
  const findings = await session.findingsOf(document);
  return findings.map((finding) => toDiagnostic(finding, document.lines));
}
