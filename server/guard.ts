import { constants } from "node:fs";
import { lstat, open, readdir, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { tellingMode } from "../core/lint/file-mode.ts";
import type { IncludeReader, ListedFolder, RefusedInclude } from "../core/option-file/include.ts";

const LARGEST_FILE = 4 * 1024 * 1024;
const MOST_ENTRIES = 10_000;
const MOST_FOUND = 500;
const SKIPPED_FOLDERS = new Set(["node_modules", ".git"]);

export type GuardedText =
  | { readonly status: "read"; readonly text: string }
  | { readonly status: "missing" }
  /** `because` names no content and no place outside the workspace. */
  | { readonly status: "refused"; readonly reason: RefusedInclude; readonly because: string };

/**
 * The only way for the server to the disk: regular files of bounded size whose real place, links followed, lies in a
 * workspace folder. Never waits for a pipe or a device.
 */
export class Guard implements IncludeReader {
  #folders: readonly string[] = [];

  setFolders(folders: readonly string[]): void {
    this.#folders = folders;
  }

  get folders(): readonly string[] {
    return this.#folders;
  }

  /** The innermost workspace folder that a path lies in by its name. */
  folderOf(path: string): string | undefined {
    return this.#folders.filter((folder) => isInside(folder, path)).sort((a, b) => b.length - a.length)[0];
  }

  async read(path: string): Promise<GuardedText> {
    try {
      return (await this.#names(path)) ? await this.#read(path) : refused("outside");
    } catch (error) {
      return this.#failed(path, error);
    }
  }

  /** The permission bits of a file of the workspace, where the disk has any that say something. */
  async mode(path: string): Promise<number | undefined> {
    try {
      if (process.platform === "win32" || !(await this.#names(path))) return undefined;
      const real = await realpath(path);
      const found = (await this.#contains(real, false)) ? await stat(real) : undefined;
      return found?.isFile() ? tellingMode(found.mode) : undefined;
    } catch {
      return undefined; // not on the disk yet, or not to be looked at
    }
  }

  /** The `*.cnf` entries of a folder of the workspace, by name; what they are shows when they are read. */
  async list(folder: string): Promise<ListedFolder> {
    try {
      if (!(await this.#names(folder))) return refused("outside");
      const real = await realpath(folder);
      if (!(await this.#contains(real, true))) return refused("outside");
      if (!(await stat(real)).isDirectory()) return refused("not-a-folder");
      const names = (await readdir(real)).filter((name) => /\.cnf$/.test(name)).sort();
      return { status: "listed", files: names.map((name) => join(folder, name)) };
    } catch (error) {
      return this.#failed(folder, error);
    }
  }

  /** Files of the workspace whose name matches, as far as a bounded look goes. Links are not followed. */
  async find(name: RegExp): Promise<readonly string[]> {
    const found: string[] = [];
    const folders = [...this.#folders];
    let looked = 0;
    for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
      for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
        if (++looked > MOST_ENTRIES || found.length >= MOST_FOUND) return found;
        if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) folders.push(join(folder, entry.name));
        else if (entry.isFile() && name.test(entry.name)) found.push(join(folder, entry.name));
      }
    }
    return found;
  }

  async #read(path: string): Promise<GuardedText> {
    const real = await realpath(path);
    if (!(await this.#contains(real, false))) return refused("outside");
    const file = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
    try {
      const opened = await file.stat();
      if (!opened.isFile()) return refused("not-a-file");
      if (opened.size > LARGEST_FILE) return refused("too-large");
      // A folder on the way may have become a link between the look and the opening.
      const now = await stat(await realpath(path));
      if (now.ino !== opened.ino || now.dev !== opened.dev)
        return refused("unreadable", "it changed while it was read");
      const buffer = Buffer.alloc(opened.size);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      return { status: "read", text: buffer.toString("utf8", 0, bytesRead) };
    } finally {
      await file.close();
    }
  }

  async #contains(real: string, itself: boolean): Promise<boolean> {
    const folders = await this.#realFolders();
    return folders.some((folder) => (itself && folder === real) || isInside(folder, real));
  }

  /** Whether the name alone lies in the workspace: the disk is not asked about any other. */
  async #names(path: string): Promise<boolean> {
    const folders = [...this.#folders, ...(await this.#realFolders())];
    return folders.some((folder) => relative(folder, path) === "" || isInside(folder, path));
  }

  #realFolders(): Promise<readonly string[]> {
    return Promise.all(this.#folders.map((folder) => realpath(folder).catch(() => folder)));
  }

  /** What is not there counts as outside when the way to it leads out: nobody learns what exists elsewhere. */
  async #failed(path: string, error: unknown): Promise<ReturnType<typeof refused> | { readonly status: "missing" }> {
    const code = (error as NodeJS.ErrnoException).code;
    if (!(await this.#leadsInside(path))) return refused("outside");
    if (code === "ENOENT" || code === "ENOTDIR") return { status: "missing" };
    return refused("unreadable", `it cannot be read (${code ?? "unknown reason"})`);
  }

  async #leadsInside(path: string): Promise<boolean> {
    for (let at = path; ; at = dirname(at)) {
      const found = await lstat(at).catch(() => undefined);
      // A link that cannot be followed to its end may point anywhere.
      if (found) return this.#contains(await realpath(at).catch(() => sep), true);
      if (dirname(at) === at) return false;
    }
  }
}

const REASONS: Readonly<Record<RefusedInclude, string>> = {
  outside: "it lies outside the workspace",
  "not-a-file": "it is not a regular file",
  "not-a-folder": "it is not a folder",
  "too-large": "it is too large",
  unreadable: "it cannot be read",
};

function refused(reason: RefusedInclude, because = REASONS[reason]) {
  return { status: "refused", reason, because } as const;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
