import type { NotebookDocument } from "vscode-languageserver/node";
import type { NotebookText } from "../core/language/notebook.ts";
import type { Finding } from "../core/lint/rule.ts";
import { toPath } from "./from-lsp.ts";
import type { OpenDocument } from "./open-document.ts";
import type { Session } from "./session.ts";
import { joinedOf } from "./view.ts";

export interface NotebookCheck {
  /** The documents of the cells, in order; absent where the client has not sent one. */
  readonly documents: readonly (OpenDocument | undefined)[];
  /** With their span in the document of their cell, line endings LF; the fixes keep theirs in the whole text. */
  readonly findings: readonly { readonly finding: Finding; readonly document: OpenDocument }[];
  readonly joined: NotebookText;
}

/** A runbook is checked as a whole, then each finding goes to its cell. */
export async function checkNotebook(session: Session, notebook: NotebookDocument): Promise<NotebookCheck> {
  const { documents, joined, analysis } = joinedOf(session, notebook);
  const findings = await session.check(notebook.uri, toPath(notebook.uri), analysis);
  return {
    documents,
    findings: findings.flatMap((finding) => {
      const placed = joined.place(finding.span);
      const document = placed && documents[placed.cell];
      return document ? [{ finding: { ...finding, span: placed.span }, document }] : [];
    }),
    joined,
  };
}

export function cellDocuments(
  { notebooks }: Session,
  { cells }: NotebookDocument,
): readonly (OpenDocument | undefined)[] {
  return cells.map((cell) => notebooks.getCellTextDocument(cell));
}
