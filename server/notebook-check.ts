import { NotebookCellKind, type NotebookDocument } from "vscode-languageserver/node";
import { analyse } from "../core/language/analyse.ts";
import { type NotebookText, notebookText } from "../core/language/notebook.ts";
import type { Finding } from "../core/lint/rule.ts";
import { fromNotebookCell } from "../core/runbook/notebook-cells.ts";
import { toPath } from "./from-lsp.ts";
import type { OpenDocument } from "./open-document.ts";
import type { Session } from "./session.ts";

export interface NotebookCheck {
  /** The documents of the cells, in order; absent where the client has not sent one. */
  readonly documents: readonly (OpenDocument | undefined)[];
  /** With their span in the document of their cell, line endings LF; the fixes keep theirs in the whole text. */
  readonly findings: readonly { readonly finding: Finding; readonly document: OpenDocument }[];
  readonly place: NotebookText["place"];
}

/** A runbook is checked as a whole, then each finding goes to its cell. */
export async function checkNotebook(session: Session, notebook: NotebookDocument): Promise<NotebookCheck> {
  const documents = cellDocuments(session, notebook);
  const { text, place } = notebookText(
    notebook.cells.map(({ kind, metadata }, index) =>
      fromNotebookCell({
        kind: kind === NotebookCellKind.Markup ? "markup" : "code",
        languageId: documents[index]?.languageId ?? "",
        text: documents[index]?.text ?? "",
        ...(metadata ? { metadata: metadata as Readonly<Record<string, unknown>> } : {}),
      }),
    ),
  );
  const findings = await session.check(notebook.uri, toPath(notebook.uri), analyse("runbook", text));
  return {
    documents,
    findings: findings.flatMap((finding) => {
      const placed = place(finding.span);
      const document = placed && documents[placed.cell];
      return document ? [{ finding: { ...finding, span: placed.span }, document }] : [];
    }),
    place,
  };
}

export function cellDocuments(
  { notebooks }: Session,
  { cells }: NotebookDocument,
): readonly (OpenDocument | undefined)[] {
  return cells.map((cell) => notebooks.getCellTextDocument(cell));
}
