import { createHash } from "node:crypto";
import { lstatSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The shorter of the systems' limits (macOS 104, Linux 108), with room for the `.lock` that the servers put beside a socket. */
const LONGEST = 97;

/** Where the sockets of a sandbox lie: in its folder, or in a short one of the temp folder when their paths would be too long for the system. */
export function socketFolderFor(folder: string): string {
  if (Buffer.byteLength(join(folder, "sockets", "db9.sock")) <= LONGEST) return join(folder, "sockets");
  const short = `drr-${process.getuid?.() ?? 0}-${createHash("sha256").update(folder).digest("hex").slice(0, 12)}`;
  return join(tmpdir(), short);
}

/** Makes it, readable by its owner alone; refuses a folder that somebody else put there. */
export async function makeSocketFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700, recursive: true });
  const made = lstatSync(folder);
  if (
    !made.isDirectory() ||
    (process.getuid && made.uid !== process.getuid()) ||
    (process.platform !== "win32" && (made.mode & 0o077) !== 0)
  ) {
    throw new Error(`${folder} belongs to somebody else. Remove it, then try again.`);
  }
}
