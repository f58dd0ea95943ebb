import {
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  ErrorCodes,
  ResponseError,
} from "vscode-languageserver/node";
import type { Finding } from "../../core/lint/rule.ts";
import { Debounce } from "../debounce.ts";
import { DiagnosticReports } from "../diagnostic-reports.ts";
import { foundInCells } from "../notebook-check.ts";
import type { OpenDocument } from "../open-document.ts";
import type { Session } from "../session.ts";
import { toDiagnostic } from "../to-lsp.ts";

/** Diagnostics of text documents: sent after each change, or given when asked to clients that ask. Those of cells are given to clients that take several at once. */
export function handleDiagnostics(session: Session): { recheck(): void } {
  const { connection, documents } = session;
  const reports = new DiagnosticReports();
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
    reports.forget(document.uri);
    if (!session.pulls) {
      const clear = () => connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
      void session.guarded("Clearing diagnostics", clear, undefined);
    }
  });
  session.notebooks.onDidChange(({ cells }) => {
    for (const cell of cells?.removed ?? []) reports.forget(cell.document);
  });
  session.notebooks.onDidClose(({ cells }) => {
    for (const cell of cells) reports.forget(cell.document);
  });
  connection.languages.diagnostics.on(async ({ textDocument: { uri }, previousResultId }) => {
    try {
      return await report(session, reports, uri, previousResultId);
    } catch (error) {
      session.failed(`Checking ${uri}`, error);
      // No findings would look as if nothing were wrong; so the client keeps those that it has.
      throw new ResponseError(ErrorCodes.InternalError, `${uri} could not be checked. The log says why.`);
    }
  });
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

async function report(
  session: Session,
  reports: DiagnosticReports,
  uri: string,
  previousId: string | undefined,
): Promise<DocumentDiagnosticReport> {
  const document = session.documents.get(uri);
  if (document) {
    const findings = await session.findingsOf(document);
    // Meanwhile a newer version may have come, which is what the client has now.
    if (session.documents.get(uri) !== document) return report(session, reports, uri, previousId);
    return reports.of(
      uri,
      { text: document.text, findings, toDiagnostics: () => toDiagnostics(findings, document) },
      previousId,
    );
  }
  const notebook = session.pullsCells ? session.notebooks.findNotebookDocumentForCell(uri) : undefined;
  const cells = notebook && (await foundInCells(session, notebook));
  const asked = cells?.get(uri);
  if (!cells || !asked) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
  const own = reports.of(uri, asked, previousId);
  const related = [...cells].flatMap(([cell, found]) => {
    const news = cell === uri ? undefined : reports.related(cell, found);
    return news ? [[cell, news] as const] : [];
  });
  return related.length > 0 ? { ...own, relatedDocuments: Object.fromEntries(related) } : own;
}

async function diagnosticsOf(session: Session, document: OpenDocument) {
  const findings = await session.findingsOf(document);
  return toDiagnostics(findings, document);
}

function toDiagnostics(findings: readonly Finding[], { lines }: OpenDocument): Diagnostic[] {
  return findings.map((finding) => toDiagnostic(finding, lines));
}
