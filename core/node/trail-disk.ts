import { close, constants, fdatasync, open, write } from "node:fs";
import { lstat, mkdir, open as openFile, rename } from "node:fs/promises";
import { promisify } from "node:util";
import { TrailError } from "../audit/types.ts";

/** The calls that make an entry durable. A port, so that a test can let each of them fail. */
export interface TrailDisk {
  open(path: string, flags: number, mode: number): Promise<number>;
  /** Resolves with the number of bytes written, which may be less than asked for. */
  write(fd: number, bytes: Uint8Array): Promise<number>;
  /** fdatasync. */
  sync(fd: number): Promise<void>;
  close(fd: number): Promise<void>;
}

const [openFd, writeFd, syncFd, closeFd] = [promisify(open), promisify(write), promisify(fdatasync), promisify(close)];

export const systemDisk: TrailDisk = {
  open: openFd,
  write: async (fd, bytes) => (await writeFd(fd, bytes, 0, bytes.length, null)).bytesWritten,
  sync: syncFd,
  close: closeFd,
};

/** A file that only grows. After the first error it takes nothing more: nothing is tried twice on one descriptor. */
export class AppendFile {
  readonly path: string;
  readonly #disk: TrailDisk;
  readonly #fd: number;
  readonly #inode: number;

  private constructor(path: string, disk: TrailDisk, fd: number, inode: number) {
    this.path = path;
    this.#disk = disk;
    this.#fd = fd;
    this.#inode = inode;
  }

  /** Creates the file. O_EXCL and O_NOFOLLOW: nobody can have put a file or a link of that name there before. */
  static async create(path: string, disk: TrailDisk): Promise<AppendFile> {
    const flags =
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);
    const fd = await disk.open(path, flags, 0o600);
    return new AppendFile(path, disk, fd, (await lstat(path)).ino);
  }

  /** Resolves once the bytes are on disk, in the file that still has this name and no other. */
  async append(bytes: Uint8Array): Promise<void> {
    const written = await this.#disk.write(this.#fd, bytes);
    // A full disk may show as a short write without an error; the rest is never tried again on this descriptor.
    if (written !== bytes.length)
      throw new Error(`only ${written} of ${bytes.length} bytes were written: the disk may be full`);
    // After a flush that failed, the next one on this descriptor would report success for bytes that are lost.
    const [, found] = await Promise.all([this.#disk.sync(this.#fd), lstat(this.path)]);
    if (found.ino !== this.#inode) throw new Error("another file was put in the place of the log");
    if (found.nlink !== 1 && process.platform !== "win32") throw new Error("the log has a second name (a hard link)");
  }

  close(): Promise<void> {
    return this.#disk.close(this.#fd);
  }
}

/** Replaces a small file as a whole: the old one stays until every byte of the new one is on disk. */
export async function replaceFile(path: string, bytes: Uint8Array, disk: TrailDisk): Promise<void> {
  const temporary = `${path}.new`;
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0);
  const fd = await disk.open(temporary, flags, 0o600);
  try {
    const written = await disk.write(fd, bytes);
    if (written !== bytes.length)
      throw new Error(`only ${written} of ${bytes.length} bytes were written to ${temporary}`);
    await disk.sync(fd);
  } finally {
    await disk.close(fd);
  }
  await rename(temporary, path);
}

/** Makes a folder for its owner alone. A link in its place is refused: the trail would lie where somebody else says. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if ((await lstat(path)).isSymbolicLink())
    throw new TrailError(`${path} is a symbolic link. The trail is not written through links; put a folder there.`);
}

/** A new file survives a crash only when the folder that names it was flushed as well. */
export async function syncFolders(folders: readonly string[]): Promise<void> {
  if (process.platform === "win32") return;
  for (const folder of folders) {
    const handle = await openFile(folder, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}
