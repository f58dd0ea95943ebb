import { dirname, resolve } from "node:path";
import { type CodeAction, CodeActionKind } from "vscode-languageserver/node";
import { likelyFlavor, likelyInventory } from "../core/cluster/likely-inventory.ts";
import { type LikelyNode, likelyNodes, replicates } from "../core/lint/nodes/folder-convention.ts";
import { normalisePath } from "../core/text/path.ts";
import { isFile, toUri } from "./from-lsp.ts";
import type { OpenDocument } from "./open-document.ts";
import { workspaceOptionFiles } from "./option-files.ts";
import type { Session } from "./session.ts";

/** Where no inventory is: to write one for the files that look like nodes of one cluster, the document among them. */
export async function inventoryActions(session: Session, { uri, path, analysis }: OpenDocument): Promise<CodeAction[]> {
  if (analysis.kind !== "option-file" || !isFile(uri) || !canCreate(session) || !replicates(analysis.file)) return [];
  const workspace = session.guard.folderOf(path);
  const settings = await session.settings.of(uri);
  if (workspace === undefined || (await session.inventories.of(path, settings.inventory))) return [];
  const inventory = resolve(workspace, settings.inventory);
  // One that lies there and could not be read is not replaced.
  if ((await session.guard.read(inventory)).status !== "missing") return [];
  const own = normalisePath(path);
  const group = (await groupsOf(session)).find((nodes) => nodes.some((node) => node.path === own));
  if (!group?.every((node) => session.guard.folderOf(node.path) === workspace)) return [];
  const target = toUri(inventory);
  // The setting is for where nothing nearer says.
  const flavor = likelyFlavor(group) ?? settings.flavor;
  const newText = likelyInventory([group], { folder: dirname(inventory), ...(flavor ? { flavor } : {}) });
  const start = { line: 0, character: 0 };
  return [
    {
      title: "Compare with the other nodes: write clusters.yaml",
      kind: CodeActionKind.RefactorRewrite,
      edit: {
        documentChanges: [
          { kind: "create", uri: target, options: { overwrite: false, ignoreIfExists: false } },
          { textDocument: { uri: target, version: null }, edits: [{ range: { start, end: start }, newText }] },
        ],
      },
    },
  ];
}

function canCreate({ capabilities }: Session): boolean {
  const edit = capabilities.workspace?.workspaceEdit;
  return edit?.documentChanges === true && edit.resourceOperations?.includes("create") === true;
}

type Groups = readonly (readonly LikelyNode[])[];
const cache = new WeakMap<Session, { state: string; groups: Promise<Groups> }>();

/** Actions are asked for with each move of the cursor: the workspace is looked through again only once something changed. */
function groupsOf(session: Session): Promise<Groups> {
  const state = session.optionFilesState;
  const known = cache.get(session);
  if (known?.state === state) return known.groups;
  const groups = workspaceOptionFiles(session).then((files) =>
    likelyNodes(files.map(({ path, file }) => ({ path: normalisePath(path), file }))),
  );
  cache.set(session, { state, groups });
  return groups;
}
