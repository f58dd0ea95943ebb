import { NotebookCellKind, type NotebookDocument, type Position, type Range } from "vscode-languageserver/node";
import { type Analysis, analyse } from "../core/language/analyse.ts";
import { lintContextOf, type Surroundings } from "../core/language/lint-context.ts";
import { type NotebookText, notebookText } from "../core/language/notebook.ts";
import type { LintContext } from "../core/lint/rule.ts";
import { fromNotebookCell } from "../core/runbook/notebook-cells.ts";
import { SectionMemory } from "../core/runbook/section-memory.ts";
import { type Span, spanOf } from "../core/text/span.ts";
import { toPath } from "./from-lsp.ts";
import type { PlacedInventory } from "./inventories.ts";
import type { OpenDocument } from "./open-document.ts";
import type { Session } from "./session.ts";

/** A span as a client is told of it. */
export interface Shown {
  readonly document: OpenDocument;
  readonly range: Range;
  /** False when a part of the span is in no document, such as the fence of a cell; `range` is then where it belongs to. */
  readonly exact: boolean;
}

/** A document that was asked about, or the runbook that the cell which was asked about is a part of. Spans are in `text`. */
export interface View {
  readonly asked: OpenDocument;
  /** Of the whole document. */
  readonly uri: string;
  readonly path: string;
  readonly text: string;
  readonly analysis: Analysis;
  readonly context: LintContext;
  readonly around: Surroundings;
  readonly placed?: PlacedInventory;
  /** The part of the text that the asked document shows. */
  readonly visible: Span;
  offsetAt(position: Position): number | undefined;
  /** Where a span is shown, in whichever document; undefined where it is in none. */
  show(span: Span): Shown | undefined;
  /** The range of a span in the asked document; undefined when it is not all there. */
  rangeHere(span: Span): Range | undefined;
}

export async function viewOf(session: Session, uri: string): Promise<View | undefined> {
  const document = session.documents.get(uri);
  if (document) return documentView(session, document);
  const notebook = session.notebooks.findNotebookDocumentForCell(uri);
  return notebook ? cellView(session, notebook, uri) : undefined;
}

async function documentView(session: Session, document: OpenDocument): Promise<View> {
  const { analysis, uri, path, text, lines } = document;
  const show = (span: Span): Shown => ({ document, range: lines.rangeOf(span), exact: true });
  return {
    asked: document,
    uri,
    path,
    text,
    analysis,
    ...(await surroundingsOf(session, uri, path, analysis)),
    visible: spanOf(0, text.length),
    offsetAt: (position) => lines.offsetAt(position),
    show,
    rangeHere: (span) => show(span).range,
  };
}

async function cellView(session: Session, notebook: NotebookDocument, uri: string): Promise<View | undefined> {
  const { documents, joined, analysis } = joinedOf(session, notebook);
  const index = notebook.cells.findIndex((cell) => cell.document === uri);
  const asked = documents[index];
  const visible = joined.contentOf(index);
  if (!asked) return undefined;
  const path = toPath(notebook.uri);
  const show = (span: Span): Shown | undefined => {
    const placed = joined.place(span);
    const document = placed && documents[placed.cell];
    return document && { document, range: document.linesWithLineFeeds.rangeOf(placed.span), exact: placed.exact };
  };
  return {
    asked,
    uri: notebook.uri,
    path,
    text: joined.text,
    analysis,
    ...(await surroundingsOf(session, notebook.uri, path, analysis)),
    visible: visible ?? spanOf(0, 0),
    offsetAt: (position) => joined.offsetOf(index, asked.linesWithLineFeeds.offsetAt(position)),
    show,
    rangeHere(span) {
      const shown = show(span);
      return shown?.exact && shown.document === asked ? shown.range : undefined;
    },
  };
}

async function surroundingsOf(session: Session, uri: string, path: string, analysis: Analysis) {
  const { inventory: setting, ...defaults } = await session.settings.of(uri);
  const placed = await session.inventories.of(path, setting);
  const around: Surroundings = {
    ...defaults,
    ...(placed ? { inventory: placed.inventory, inventoryFolder: placed.folder } : {}),
  };
  return { context: lintContextOf(path, analysis, around), around, ...(placed ? { placed } : {}) };
}

export interface Joined {
  /** Of the file. */
  readonly path: string;
  readonly documents: readonly (OpenDocument | undefined)[];
  /** What each cell had beside its text. */
  readonly origins: readonly unknown[];
  readonly joined: NotebookText;
  readonly analysis: Analysis;
  readonly memory: SectionMemory;
}

const joinedNotebooks = new WeakMap<Session, Map<string, Joined>>();

/** The runbook that a notebook stands for, made again only when a cell has changed. */
export function joinedOf(session: Session, { uri, cells }: NotebookDocument): Joined {
  const cache = joinedNotebooks.get(session) ?? new Map<string, Joined>();
  joinedNotebooks.set(session, cache);
  const documents = cells.map((cell) => session.notebooks.getCellTextDocument(cell));
  const origins = cells.map((cell) => cell.metadata);
  const known = cache.get(uri);
  if (known && same(known.documents, documents) && same(known.origins, origins)) return known;
  const memory = known?.memory ?? new SectionMemory();
  const joined = notebookText(
    cells.map(({ kind, metadata }, index) =>
      fromNotebookCell({
        kind: kind === NotebookCellKind.Markup ? "markup" : "code",
        languageId: documents[index]?.languageId ?? "",
        text: documents[index]?.text ?? "",
        ...(metadata ? { metadata: metadata as Readonly<Record<string, unknown>> } : {}),
      }),
    ),
    memory,
  );
  const result: Joined = {
    memory,
    path: toPath(uri),
    documents,
    origins,
    joined,
    analysis: analyse("runbook", joined.text, memory),
  };
  if (cache.size >= 20) cache.clear();
  cache.set(uri, result);
  return result;
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
