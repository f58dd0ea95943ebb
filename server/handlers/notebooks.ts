import { type Diagnostic, NotebookCellKind, type NotebookDocument } from "vscode-languageserver/node";
import { analyse } from "../../core/language/analyse.ts";
import { notebookText } from "../../core/language/notebook.ts";
import { Debounce } from "../debounce.ts";
import { toPath } from "../from-lsp.ts";
import { toCell } from "../notebook-cells.ts";
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
  const open = new Set<string>();
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

/** A runbook is checked as a whole, then each finding goes to its cell. */
async function publish(session: Session, uri: string): Promise<void> {
  const notebook = session.notebooks.getNotebookDocument(uri);
  if (!notebook) return;
  const documents = cellDocuments(session, notebook);
  const joined = notebookText(
    notebook.cells.map(({ kind, metadata }, index) =>
      toCell({
        kind: kind === NotebookCellKind.Markup ? "markup" : "code",
        languageId: documents[index]?.languageId ?? "",
        text: documents[index]?.text ?? "",
        metadata,
      }),
    ),
  );
  const findings = await session.check(uri, toPath(uri), analyse("runbook", joined.text));
  const diagnostics = documents.map((): Diagnostic[] => []);
  for (const finding of findings) {
    const place = joined.place(finding.span);
    const document = place && documents[place.cell];
    // Lines and characters are the same with LF and with CRLF.
    if (document)
      diagnostics[place.cell]?.push(toDiagnostic({ ...finding, span: place.span }, document.linesWithLineFeeds));
  }
  const now = session.notebooks.getNotebookDocument(uri);
  if (!now || cellDocuments(session, now).some((document, index) => document !== documents[index])) return;
  for (const [index, document] of documents.entries()) {
    if (document)
      await session.connection.sendDiagnostics({
        uri: document.uri,
        version: document.version,
        diagnostics: diagnostics[index] ?? [],
      });
  }
}

function cellDocuments({ notebooks }: Session, { cells }: NotebookDocument): readonly (OpenDocument | undefined)[] {
  return cells.map((cell) => notebooks.getCellTextDocument(cell));
}
