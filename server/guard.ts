import { constants } from "node:fs";
import { open, realpath, stat } from "node:fs/promises";
import { isAbsolute, relative, sep } from "node:path";

const LARGEST_FILE = 4 * 1024 * 1024;

export type GuardedText =
  | { readonly status: "read"; readonly text: string }
  | { readonly status: "missing" }
  /** `because` names no content and no place outside the workspace. */
  | { readonly status: "refused"; readonly because: string };

/**
 * The only way for the server to the disk: regular files of bounded size whose real place, links followed, lies in a
 * workspace folder. Never waits for a pipe or a device.
 */
export class Guard {
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
      return await this.#read(path);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      return code === "ENOENT" || code === "ENOTDIR"
        ? { status: "missing" }
        : { status: "refused", because: `it cannot be read (${code ?? "unknown reason"})` };
    }
  }

  async #read(path: string): Promise<GuardedText> {
    const real = await realpath(path);
    const folders = await Promise.all(this.#folders.map((folder) => realpath(folder).catch(() => folder)));
    if (!folders.some((folder) => isInside(folder, real))) return refused("it lies outside the workspace");
    const file = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
    try {
      const opened = await file.stat();
      if (!opened.isFile()) return refused("it is not a regular file");
      if (opened.size > LARGEST_FILE) return refused("it is too large");
      // A folder on the way may have become a link between the look and the opening.
      const now = await stat(await realpath(path));
      if (now.ino !== opened.ino || now.dev !== opened.dev) return refused("it changed while it was read");
      const buffer = Buffer.alloc(opened.size);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      return { status: "read", text: buffer.toString("utf8", 0, bytesRead) };
    } finally {
      await file.close();
    }
  }
}

function refused(because: string): GuardedText {
  return { status: "refused", because };
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
