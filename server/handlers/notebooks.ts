import { Debounce } from "../debounce.ts";
import { DiagnosticReports } from "../diagnostic-reports.ts";
import { foundInCells } from "../notebook-check.ts";
import type { OpenDocument } from "../open-document.ts";
import type { Session } from "../session.ts";

/** Notebooks made of runbooks, whatever the language of their cells. */
export const notebookSelector = ["dr-runbook", "dr-runbook-markdown"].map((notebook) => ({
  notebook,
  cells: [{ language: "*" }],
}));

/** Diagnostics of notebooks are sent even to clients that ask for those of documents, unless these take those of several cells in one answer. */
export function handleNotebooks(session: Session): { recheck(): void } {
  const { notebooks } = session;
  const open = session.openNotebooks;
  const told: Told = { reports: new DiagnosticReports(), sent: new WeakSet() };
  const queue = new Debounce((uri) => session.guarded(`Checking ${uri}`, () => publish(session, uri, told), undefined));
  const schedule = (uri: string): void => {
    if (!session.pullsCells) queue.schedule(uri);
  };
  const gone = (cell: string): void => {
    told.reports.forget(cell);
    if (!session.pullsCells) clear(session, cell);
  };

  notebooks.onDidOpen(({ uri }) => {
    open.add(uri);
    schedule(uri);
  });
  notebooks.onDidChange(({ notebookDocument, cells }) => {
    for (const cell of cells?.removed ?? []) gone(cell.document);
    schedule(notebookDocument.uri);
  });
  notebooks.onDidClose(({ uri, cells }) => {
    open.delete(uri);
    queue.forget(uri);
    session.settings.forget(uri);
    for (const cell of cells) gone(cell.document);
  });
  session.connection.onShutdown(() => queue.dispose());
  return {
    recheck() {
      for (const uri of open) schedule(uri);
    },
  };
}

interface Told {
  readonly reports: DiagnosticReports;
  /** The versions of cells whose diagnostics were sent. */
  readonly sent: WeakSet<OpenDocument>;
}

function clear(session: Session, uri: string): void {
  void session.guarded(
    "Clearing diagnostics",
    () => session.connection.sendDiagnostics({ uri, diagnostics: [] }),
    undefined,
  );
}

/** Of a cell that was not edited and of which there is nothing new to tell, nothing is sent. */
async function publish(session: Session, uri: string, told: Told): Promise<void> {
  const notebook = session.notebooks.getNotebookDocument(uri);
  const cells = notebook && (await foundInCells(session, notebook));
  for (const [cell, found] of cells ?? []) {
    const isNews = told.reports.hasNews(cell, found);
    if (!isNews && told.sent.has(found.document)) continue;
    told.sent.add(found.document);
    const { version } = found.document;
    await session.connection.sendDiagnostics({ uri: cell, version, diagnostics: found.toDiagnostics() });
  }
}
