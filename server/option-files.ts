import { detectDocument } from "../core/document.ts";
import type { PlacedFile } from "../core/language/option-file/navigation.ts";
import { type IncludedFile, type IncludeReader, resolveIncludes } from "../core/option-file/include.ts";
import { parseOptionFile } from "../core/option-file/parse.ts";
import type { OptionFile } from "../core/option-file/types.ts";
import { isFile } from "./from-lsp.ts";
import type { OpenDocument } from "./open-document.ts";
import type { Session } from "./session.ts";

const OPTION_FILE_NAME = /(\.(cnf|mycnf)|^my\.ini)$/i;

/** An option file with its includes; what stands in the editor goes before what is on the disk. */
export function includedBy(session: Session, path: string, file: OptionFile): Promise<IncludedFile> {
  return resolveIncludes(path, file, readerOf(session));
}

/** What stands in the editor goes before what is on the disk, of which only the workspace is read. */
export function readerOf(session: Session): IncludeReader {
  return {
    async read(path) {
      const isInside = session.guard.folderOf(path) !== undefined;
      const open = isInside ? openFiles(session).find((document) => document.path === path) : undefined;
      return open ? { status: "read", text: open.text } : session.guard.read(path);
    },
    list: (folder) => session.guard.list(folder),
  };
}

/** The option files of the workspace: those that are open, and those in its folders, as many as the guard lists. */
export async function workspaceOptionFiles(session: Session): Promise<readonly PlacedFile[]> {
  const found = new Map<string, OptionFile>();
  for (const { path, analysis } of openFiles(session)) {
    if (analysis.kind === "option-file") found.set(path, analysis.file);
  }
  for (const path of await session.guard.find(OPTION_FILE_NAME)) {
    if (found.has(path) || openFiles(session).some((document) => document.path === path)) continue;
    const outcome = await session.guard.read(path);
    if (outcome.status === "read" && detectDocument(path, outcome.text) === "option-file")
      found.set(path, parseOptionFile(outcome.text));
  }
  return [...found].map(([path, file]) => ({ path, file })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function openFiles({ documents }: Session): readonly OpenDocument[] {
  return documents.all().filter(({ uri }) => isFile(uri));
}
