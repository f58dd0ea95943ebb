import type { Diagnostic } from "vscode-languageserver/node";
import { Debounce } from "../debounce.ts";
import { cellDocuments, checkNotebook } from "../notebook-check.ts";
import type { OpenDocument } from "../open-document.ts";
import type { Session } from "../session.ts";
import { toDiagnostic } from "../to-lsp.ts";

/** Notebooks made of runbooks, whatever the language of their cells. */
export const notebookSelector = ["dr-runbook", "dr-runbook-markdown"].map((notebook) => ({
  notebook,
  cells: [{ language: "*" }],
}));

/** Diagnostics of notebooks are sent even to clients that ask for those of documents: they do not ask for cells. */
export function handleNotebooks(session: Session): { recheck(): void } {
  const { notebooks } = session;
  const open = session.openNotebooks;
  const queue = new Debounce((uri) => session.guarded(`Checking ${uri}`, () => publish(session, uri), undefined));

  notebooks.onDidOpen(({ uri }) => {
    open.add(uri);
    queue.schedule(uri);
  });
  notebooks.onDidChange(({ notebookDocument, cells }) => {
    for (const cell of cells?.removed ?? []) clear(session, cell.document);
    queue.schedule(notebookDocument.uri);
  });
  notebooks.onDidClose(({ uri, cells }) => {
    open.delete(uri);
    queue.forget(uri);
    session.settings.forget(uri);
    for (const cell of cells) clear(session, cell.document);
  });
  session.connection.onShutdown(() => queue.dispose());
  return {
    recheck() {
      for (const uri of open) queue.schedule(uri);
    },
  };
}

function clear(session: Session, uri: string): void {
  void session.guarded(
    "Clearing diagnostics",
    () => session.connection.sendDiagnostics({ uri, diagnostics: [] }),
    undefined,
  );
}

async function publish(session: Session, uri: string): Promise<void> {
  const notebook = session.notebooks.getNotebookDocument(uri);
  if (!notebook) return;
  const { documents, findings } = await checkNotebook(session, notebook);
  const diagnostics = new Map<OpenDocument, Diagnostic[]>();
  for (const document of documents) if (document) diagnostics.set(document, []);
  for (const { finding, document } of findings) {
    diagnostics.get(document)?.push(toDiagnostic(finding, document.linesWithLineFeeds));
  }
  const now = session.notebooks.getNotebookDocument(uri);
  // A newer version has its own turn.
  if (!now || cellDocuments(session, now).some((document, index) => document !== documents[index])) return;
  for (const [{ uri: cell, version }, found] of diagnostics) {
    await session.connection.sendDiagnostics({ uri: cell, version, diagnostics: found });
  }
}
