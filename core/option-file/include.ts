import { isAbsolutePath, resolvePath } from "../text/path.ts";
import { parseOptionFile } from "./parse.ts";
import type { Include, OptionFile } from "./types.ts";

/** How the disk is read for includes. Neither ever rejects; both see to it that nothing outside the workspace is looked at. */
export interface IncludeReader {
  read(path: string): Promise<ReadInclude>;
  /** Full paths of the `*.cnf` entries of a folder, in the order of their names. */
  list(folder: string): Promise<ListedFolder>;
}

export type ReadInclude =
  | { readonly status: "read"; readonly text: string }
  | { readonly status: "missing" }
  | { readonly status: "refused"; readonly reason: RefusedInclude };

export type ListedFolder =
  | { readonly status: "listed"; readonly files: readonly string[] }
  | { readonly status: "missing" }
  | { readonly status: "refused"; readonly reason: RefusedInclude };

export type RefusedInclude = "outside" | "not-a-file" | "not-a-folder" | "too-large" | "unreadable";

/** Why a directive was not followed: what the reader says, what leads back to an open file, or a bound of ours. */
export type NotFollowed = RefusedInclude | "missing" | "cycle" | "too-deep" | "too-many";

export interface IncludedFile {
  /** Absolute. */
  readonly path: string;
  readonly file: OptionFile;
  /** One for each directive of the file, in order. */
  readonly includes: readonly ResolvedInclude[];
}

export interface ResolvedInclude {
  readonly directive: Include;
  /** Where the directive points, absolute. */
  readonly target: string;
  /** In reading order; several for a folder. */
  readonly files: readonly IncludedFile[];
  /** What was left out. `target` as a whole, or a file of the folder. */
  readonly problems: readonly { readonly path: string; readonly reason: NotFollowed }[];
}

export const DEEPEST_INCLUDE = 16;
const MOST_FILES = 256;
const MOST_FILES_OF_FOLDER = 128;

interface Budget {
  files: number;
}

/**
 * Follows the includes of a file at `path` (absolute). Never rejects if the reader does not. Relative paths are taken from
 * the including file's folder; a server takes them from the folder it was started in.
 */
export function resolveIncludes(path: string, file: OptionFile, reader: IncludeReader): Promise<IncludedFile> {
  return follow(path, file, reader, [path], { files: MOST_FILES });
}

async function follow(
  path: string,
  file: OptionFile,
  reader: IncludeReader,
  open: readonly string[],
  budget: Budget,
): Promise<IncludedFile> {
  const includes: ResolvedInclude[] = [];
  for (const line of file.lines) {
    if (line.kind === "include" || line.kind === "includedir") {
      if (line.path.value !== "") includes.push(await followDirective(path, line, reader, open, budget));
    }
  }
  return { path, file, includes };
}

async function followDirective(
  from: string,
  directive: Include,
  reader: IncludeReader,
  open: readonly string[],
  budget: Budget,
): Promise<ResolvedInclude> {
  const target = includeTarget(from, directive);
  const files: IncludedFile[] = [];
  const problems: { path: string; reason: NotFollowed }[] = [];
  const add = async (path: string): Promise<void> => {
    const outcome = await readOne(path, reader, open, budget);
    if (typeof outcome === "string") problems.push({ path, reason: outcome });
    else files.push(outcome);
  };
  if (directive.kind === "include") await add(target);
  else {
    const folder = await reader.list(target);
    if (folder.status !== "listed") {
      problems.push({ path: target, reason: folder.status === "missing" ? "missing" : folder.reason });
    } else {
      for (const path of folder.files.slice(0, MOST_FILES_OF_FOLDER)) await add(path);
      if (folder.files.length > MOST_FILES_OF_FOLDER) problems.push({ path: target, reason: "too-many" });
    }
  }
  return { directive, target, files, problems };
}

async function readOne(
  path: string,
  reader: IncludeReader,
  open: readonly string[],
  budget: Budget,
): Promise<IncludedFile | NotFollowed> {
  if (open.includes(path)) return "cycle";
  if (open.length >= DEEPEST_INCLUDE) return "too-deep";
  if (budget.files === 0) return "too-many";
  budget.files--;
  const outcome = await reader.read(path);
  if (outcome.status !== "read") return outcome.status === "missing" ? "missing" : outcome.reason;
  return follow(path, parseOptionFile(outcome.text), reader, [...open, path], budget);
}

/** The path that a directive in the file at `from` means. */
function includeTarget(from: string, { path }: Include): string {
  const slash = Math.max(from.lastIndexOf("/"), from.lastIndexOf("\\"));
  return resolvePath(from.slice(0, Math.max(0, slash)), path.value);
}

export function isRelativeInclude({ path }: Include): boolean {
  return path.value !== "" && !isAbsolutePath(path.value);
}

/** A file and all that it includes, in the order in which they begin. */
export function* includedFiles(root: IncludedFile): Generator<IncludedFile> {
  yield root;
  for (const { files } of root.includes) for (const file of files) yield* includedFiles(file);
}
