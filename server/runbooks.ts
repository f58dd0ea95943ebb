import { detectDocument } from "../core/document.ts";
import type { PlacedRunbook, SymbolScope } from "../core/language/symbols.ts";
import { parseRunbook } from "../core/runbook/parse.ts";
import type { Runbook } from "../core/runbook/types.ts";
import { isFile } from "./from-lsp.ts";
import type { Session } from "./session.ts";
import { joinedOf, type View } from "./view.ts";

const MARKDOWN = /\.(md|markdown)$/i;
const MOST_KEPT = 500;

/** Runbooks on the disk as they were last read. */
const parsed = new WeakMap<Session, Map<string, Runbook>>();

/** The runbooks of the workspace: those that are open, as text or notebook, and those in its folders, as many as the guard lists. */
export async function workspaceRunbooks(session: Session): Promise<readonly PlacedRunbook[]> {
  const found = new Map<string, Runbook>();
  const other = new Set<string>();
  for (const document of session.documents.all()) {
    if (!isFile(document.uri)) continue;
    if (document.analysis.kind === "runbook") found.set(document.path, document.analysis.runbook);
    else other.add(document.path);
  }
  for (const { path, runbook } of openNotebooks(session)) found.set(path, runbook);
  const cache = parsed.get(session) ?? new Map<string, Runbook>();
  parsed.set(session, cache);
  for (const path of await session.guard.find(MARKDOWN)) {
    if (found.has(path) || other.has(path)) continue;
    const outcome = await session.guard.read(path);
    if (outcome.status !== "read" || detectDocument(path, outcome.text) !== "runbook") continue;
    const known = cache.get(path);
    const runbook = known?.text === outcome.text ? known : parseRunbook(outcome.text);
    if (cache.size >= MOST_KEPT) cache.clear();
    cache.set(path, runbook);
    found.set(path, runbook);
  }
  return [...found].map(([path, runbook]) => ({ path, runbook })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function openNotebooks(session: Session): readonly PlacedRunbook[] {
  return [...session.openNotebooks].flatMap((uri) => {
    const notebook = session.notebooks.getNotebookDocument(uri);
    if (!notebook || !isFile(uri)) return [];
    const { analysis, path } = joinedOf(session, notebook);
    return analysis.kind === "runbook" ? [{ path, runbook: analysis.runbook }] : [];
  });
}

/** What names are looked for in: of steps and variables the document alone. */
export async function symbolScope(session: Session, view: View, isLocal: boolean): Promise<SymbolScope> {
  const { placed, analysis, path } = view;
  const own = analysis.kind === "runbook" ? [{ path, runbook: analysis.runbook }] : [];
  const others = isLocal ? [] : (await workspaceRunbooks(session)).filter((each) => each.path !== path);
  const inventory =
    analysis.kind === "inventory"
      ? { path, inventory: analysis.inventory, text: analysis.text }
      : placed && { path: placed.path, inventory: placed.inventory, text: placed.text };
  return { runbooks: [...own, ...others], ...(inventory ? { inventory } : {}) };
}
