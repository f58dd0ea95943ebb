import type { Location as LspLocation, Position } from "vscode-languageserver/node";
import type { Location } from "../../core/language/features.ts";
import { definition, type Neighbours, references } from "../../core/language/navigation.ts";
import { LineMap } from "../../core/text/line-map.ts";
import { toUri } from "../from-lsp.ts";
import { includedBy, workspaceOptionFiles } from "../option-files.ts";
import type { Session } from "../session.ts";
import { type View, viewOf } from "../view.ts";
import { symbolLocations } from "./symbols.ts";

/** Going to what is named, included or overridden, and to all that names or sets the same. */
export function handleNavigation(session: Session): void {
  const { connection } = session;
  connection.onDefinition(({ textDocument: { uri }, position }) =>
    session.guarded<LspLocation[]>(
      `Definition in ${uri}`,
      async () =>
        (await symbolLocations(session, uri, position, "definition")) ?? locate(session, uri, position, definition),
      [],
    ),
  );
  connection.onReferences(({ textDocument: { uri }, position }) =>
    session.guarded<LspLocation[]>(
      `References in ${uri}`,
      async () =>
        (await symbolLocations(session, uri, position, "references")) ?? locate(session, uri, position, references),
      [],
    ),
  );
}

async function locate(
  session: Session,
  uri: string,
  position: Position,
  find: typeof definition,
): Promise<LspLocation[]> {
  const view = await viewOf(session, uri);
  const offset = view?.offsetAt(position);
  if (!view || offset === undefined) return [];
  const neighbours = await neighboursOf(session, view);
  return toLocations(find(view.analysis, offset, view.context, neighbours), neighbours);
}

async function neighboursOf(session: Session, { analysis, path }: View): Promise<Neighbours> {
  const optionFiles = await workspaceOptionFiles(session);
  if (analysis.kind !== "option-file") return { optionFiles };
  const own = { path, file: analysis.file };
  return {
    included: await includedBy(session, path, analysis.file),
    // An open document that is in no folder of the workspace counts as well.
    optionFiles: optionFiles.some((file) => file.path === path) ? optionFiles : [own, ...optionFiles],
  };
}

function toLocations(locations: readonly Location[], { included, optionFiles }: Neighbours): LspLocation[] {
  const maps = new Map<string, LineMap>();
  const files = new Map(optionFiles.map(({ path, file }) => [path, file.text]));
  if (included) files.set(included.path, included.file.text);
  return locations.map(({ path, span }) => {
    const lines = maps.get(path) ?? new LineMap(files.get(path) ?? "");
    maps.set(path, lines);
    return { uri: toUri(path), range: lines.rangeOf(span) };
  });
}
