import type { NotebookDocument } from "vscode-languageserver/node";
import type { NotebookText } from "../core/language/notebook.ts";
import type { Finding } from "../core/lint/rule.ts";
import { KeptOn } from "../core/text/kept-on.ts";
import type { Found } from "./diagnostic-reports.ts";
import { toPath } from "./from-lsp.ts";
import type { OpenDocument } from "./open-document.ts";
import type { Session } from "./session.ts";
import { toDiagnostic } from "./to-lsp.ts";
import { type Joined, joinedOf } from "./view.ts";

export interface NotebookCheck {
  /** The documents of the cells, in order; absent where the client has not sent one. */
  readonly documents: readonly (OpenDocument | undefined)[];
  /** With their span in the document of their cell, line endings LF; the fixes keep theirs in the whole text. */
  readonly findings: readonly { readonly finding: Finding; readonly document: OpenDocument }[];
  readonly place: NotebookText["place"];
}

const checks = new KeptOn<Joined, { readonly surroundings: number; readonly check: Promise<NotebookCheck> }>();

/** A runbook is checked as a whole, then each finding goes to its cell. Worked out once for all of its cells. */
export function checkNotebook(session: Session, notebook: NotebookDocument): Promise<NotebookCheck> {
  const joined = joinedOf(session, notebook);
  const { surroundings } = session;
  const known = checks.get(joined);
  if (known?.surroundings === surroundings) return known.check;
  const check = checkJoined(session, notebook, joined);
  checks.set(joined, { surroundings, check });
  return check;
}

/** The findings of each cell, by its address; those of the cells as they are now. */
export async function foundInCells(
  session: Session,
  notebook: NotebookDocument,
): Promise<ReadonlyMap<string, Found & { readonly document: OpenDocument }> | undefined> {
  const { documents, findings } = await checkNotebook(session, notebook);
  const now = session.notebooks.getNotebookDocument(notebook.uri);
  if (!now) return undefined;
  const current = cellDocuments(session, now);
  if (current.length !== documents.length || current.some((document, index) => document !== documents[index]))
    return foundInCells(session, now);
  const cells = new Map<string, Finding[]>();
  for (const document of documents) if (document) cells.set(document.uri, []);
  for (const { finding, document } of findings) cells.get(document.uri)?.push(finding);
  return new Map(
    documents.flatMap((document) => {
      if (!document) return [];
      const own = cells.get(document.uri) ?? [];
      const toDiagnostics = () => own.map((finding) => toDiagnostic(finding, document.linesWithLineFeeds));
      return [[document.uri, { document, text: document.text, findings: own, toDiagnostics }] as const];
    }),
  );
}

async function checkJoined(
  session: Session,
  notebook: NotebookDocument,
  { documents, joined, analysis }: Joined,
): Promise<NotebookCheck> {
  const findings = await session.check(notebook.uri, toPath(notebook.uri), analysis);
  return {
    documents,
    findings: findings.flatMap((finding) => {
      const placed = joined.place(finding.span);
      const document = placed && documents[placed.cell];
      return document ? [{ finding: { ...finding, span: placed.span }, document }] : [];
    }),
    place: joined.place,
  };
}

function cellDocuments({ notebooks }: Session, { cells }: NotebookDocument): readonly (OpenDocument | undefined)[] {
  return cells.map((cell) => notebooks.getCellTextDocument(cell));
}
