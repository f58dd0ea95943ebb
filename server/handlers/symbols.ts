import {
  DocumentHighlightKind,
  LSPErrorCodes,
  type Location as LspLocation,
  type Position,
  ResponseError,
  type SymbolInformation,
  SymbolKind,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { rename, whyNotRename } from "../../core/language/rename.ts";
import {
  definitionsOf,
  type NamedThing,
  placesOf,
  type SymbolScope,
  thingInInventory,
  thingInRunbook,
} from "../../core/language/symbols.ts";
import { LineMap } from "../../core/text/line-map.ts";
import type { Span } from "../../core/text/span.ts";
import { toUri } from "../from-lsp.ts";
import { canEditNotebooks } from "../notebook-edits.ts";
import { symbolScope, workspaceRunbooks } from "../runbooks.ts";
import type { Session } from "../session.ts";
import { type View, viewOf } from "../view.ts";

interface Named {
  readonly view: View;
  readonly thing: NamedThing;
  readonly scope: SymbolScope;
}

/** The name at a position, and what it is looked for in. */
async function namedAt(session: Session, uri: string, position: Position): Promise<Named | undefined> {
  const view = await viewOf(session, uri);
  const offset = view?.offsetAt(position);
  if (!view || offset === undefined) return undefined;
  const { analysis, path } = view;
  const thing =
    analysis.kind === "runbook"
      ? thingInRunbook(analysis.runbook, offset)
      : analysis.kind === "inventory"
        ? thingInInventory({ ...analysis, path }, offset)
        : undefined;
  if (!thing) return undefined;
  const isLocal = thing.kind === "step" || thing.kind === "variable";
  return { view, thing, scope: await symbolScope(session, view, isLocal) };
}

/** Undefined where no name stands, which may be an option of an option file. */
export async function symbolLocations(
  session: Session,
  uri: string,
  position: Position,
  what: "definition" | "references",
): Promise<LspLocation[] | undefined> {
  const named = await namedAt(session, uri, position);
  if (!named) return undefined;
  const { view, thing, scope } = named;
  const found = what === "definition" ? definitionsOf(thing, view.path, scope) : placesOf(thing, view.path, scope);
  const places = new Places(session, view, scope);
  return found.flatMap(({ path, span }) => places.show(path, span)?.location ?? []);
}

export function handleSymbols(session: Session): void {
  const { connection } = session;
  connection.onDocumentHighlight(({ textDocument: { uri }, position }) =>
    session.guarded(
      `Highlights in ${uri}`,
      async () => {
        const named = await namedAt(session, uri, position);
        if (!named) return null;
        const { view, thing, scope } = named;
        return placesOf(thing, view.path, scope)
          .filter(({ path }) => path === view.path)
          .flatMap(({ span, role }) => {
            const range = view.rangeHere(span);
            return range
              ? [{ range, kind: role === "definition" ? DocumentHighlightKind.Write : DocumentHighlightKind.Read }]
              : [];
          });
      },
      null,
    ),
  );
  connection.onPrepareRename(async ({ textDocument: { uri }, position }) => {
    const named = await session.guarded(`Renaming in ${uri}`, () => namedAt(session, uri, position), undefined);
    if (!named) return refuse("Only steps, variables, nodes and clusters can be renamed.");
    const { view, thing, scope } = named;
    const because = whyNotRename(thing, view.path, scope);
    const range = view.rangeHere(thing.span);
    return because === undefined && range ? { range, placeholder: thing.name } : refuse(because ?? NOT_SHOWN);
  });
  connection.onRenameRequest(async ({ textDocument: { uri }, position, newName }) => {
    const named = await session.guarded(`Renaming in ${uri}`, () => namedAt(session, uri, position), undefined);
    if (!named) return refuse("Only steps, variables, nodes and clusters can be renamed.");
    return editOf(session, named, newName);
  });
  connection.onWorkspaceSymbol(({ query }) =>
    session.guarded<SymbolInformation[]>("Symbols of the workspace", () => workspaceSymbols(session, query), []),
  );
}

const NOT_SHOWN =
  "A part of what has to be changed stands on the line of a fence, which the notebook does not show. Open the runbook as text to rename it.";

function refuse(message: string): never {
  throw new ResponseError(LSPErrorCodes.RequestFailed, message);
}

function editOf(session: Session, { view, thing, scope }: Named, newName: string): WorkspaceEdit {
  const outcome = rename(thing, newName, view.path, scope);
  if (outcome.status === "refused") return refuse(outcome.because);
  const places = new Places(session, view, scope);
  const changes = new Map<
    string,
    { version: number | null; edits: { range: LspLocation["range"]; newText: string }[] }
  >();
  const shown = outcome.places.map(({ path, span }) => places.show(path, span));
  const isWhole = shown.every((place) => place?.exact);
  if (!isWhole && !canEditNotebooks(session)) return refuse(NOT_SHOWN);
  for (const [index, { path, span }] of outcome.places.entries()) {
    // What no cell shows is changed in the document that the notebook stands for: the client makes cells of it.
    const place = !isWhole && path === view.path ? inDocument(view, span) : shown[index];
    if (!place) return refuse(NOT_SHOWN);
    const { uri, range } = place.location;
    const change = changes.get(uri) ?? { version: place.version, edits: [] };
    change.edits.push({ range, newText: newName });
    changes.set(uri, change);
  }
  return {
    documentChanges: [...changes].map(([uri, { version, edits }]) => ({ textDocument: { uri, version }, edits })),
  };
}

function inDocument({ uri, text }: View, span: Span): { location: LspLocation; version: null } {
  return { location: { uri, range: new LineMap(text).rangeOf(span) }, version: null };
}

/** Turns spans of any document of a scope into what a client is told of them. */
class Places {
  readonly #session: Session;
  readonly #view: View;
  readonly #texts: ReadonlyMap<string, string>;
  readonly #lines = new Map<string, LineMap>();

  constructor(session: Session, view: View, { runbooks, inventory }: SymbolScope) {
    this.#session = session;
    this.#view = view;
    this.#texts = new Map([
      ...runbooks.map(({ path, runbook }) => [path, runbook.text] as const),
      ...(inventory ? [[inventory.path, inventory.text] as const] : []),
    ]);
  }

  show(path: string, span: Span): { location: LspLocation; version: number | null; exact: boolean } | undefined {
    if (path === this.#view.path) {
      const shown = this.#view.show(span);
      return (
        shown && {
          location: { uri: shown.document.uri, range: shown.range },
          version: shown.document.version,
          exact: shown.exact,
        }
      );
    }
    const text = this.#texts.get(path);
    if (text === undefined) return undefined;
    const lines = this.#lines.get(path) ?? new LineMap(text);
    this.#lines.set(path, lines);
    const open = this.#session.documents.all().find((document) => document.path === path);
    return {
      location: { uri: open?.uri ?? toUri(path), range: lines.rangeOf(span) },
      version: open?.version ?? null,
      exact: true,
    };
  }
}

const MOST_SYMBOLS = 500;

async function workspaceSymbols(session: Session, query: string): Promise<SymbolInformation[]> {
  const wanted = query.toLowerCase();
  const found: SymbolInformation[] = [];
  for (const { path, runbook } of await workspaceRunbooks(session)) {
    const lines = new LineMap(runbook.text);
    for (const { name, heading, block } of runbook.steps) {
      if (!name.toLowerCase().includes(wanted)) continue;
      found.push({
        name,
        kind: SymbolKind.Function,
        location: { uri: toUri(path), range: lines.rangeOf(block.span) },
        ...(heading === undefined ? {} : { containerName: heading }),
      });
      if (found.length >= MOST_SYMBOLS) return found;
    }
  }
  return found;
}
