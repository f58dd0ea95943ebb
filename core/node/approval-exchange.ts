import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { chmod, lstat, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Offer } from "../audit/approval/judge.ts";

/** Longer than any answer. */
const longestFile = 64 * 1024;
const mostFiles = 1000;

/**
 * Where runs and approvers of one machine leave each other files: a folder in which everybody may make files and nobody may
 * take away another's. Nothing is believed because it lies there. What counts of a file is its owner, as the system says,
 * that only the owner can have written it, and its text, which fits one request alone.
 */
export const defaultExchange = process.platform === "win32" ? undefined : "/tmp/dr-runbooks-approvals";

/** The folder, made where it is not there. A message when it can't be used. */
export async function openExchange(folder: string): Promise<string | undefined> {
  try {
    try {
      await mkdir(folder);
      // Only the one who made it: what a umask took away comes back.
      await chmod(folder, 0o1777);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const found = await lstat(folder);
    if (!found.isDirectory())
      return `${folder} is ${found.isSymbolicLink() ? "a symbolic link" : "no folder"}. Approvals are not exchanged there; remove it, or name another folder with --approvals.`;
    if ((found.mode & 0o002) !== 0 && (found.mode & 0o1000) === 0)
      return `Everybody can remove files of others from ${folder}. Approvals are not exchanged there: chmod +t ${folder}`;
    return undefined;
  } catch (error) {
    return `Approvals can't be exchanged in ${folder}: ${(error as Error).message}. Name another folder with --approvals.`;
  }
}

/** Puts a file there as a whole, readable by all, writable by its owner alone. Rejects for what the disk says. */
export async function leaveFile(folder: string, name: string, text: string): Promise<string> {
  const path = join(folder, name);
  const draft = join(folder, `.${randomBytes(8).toString("hex")}`);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
  const file = await open(draft, flags, 0o644);
  try {
    await file.chmod(0o644);
    await file.writeFile(text);
  } finally {
    await file.close();
  }
  try {
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return path;
}

export const requestFile = (hash: string) => `${hash}.request`;
const answerFile = (hash: string) => `${hash}.${randomBytes(8).toString("hex")}.answer`;

export function leaveAnswer(folder: string, hash: string, text: string): Promise<string> {
  return leaveFile(folder, answerFile(hash), text);
}

/** Each call resolves with the answers to a request that came since the last one. Never rejects. */
export function watchAnswers(folder: string, hash: string): () => Promise<Offer[]> {
  const seen = new Set<string>();
  return async () => {
    const names = (await readdir(folder).catch(() => []))
      .filter((name) => name.startsWith(`${hash}.`) && name.endsWith(".answer") && !seen.has(name))
      .slice(0, mostFiles);
    const offers: Offer[] = [];
    for (const name of names) {
      seen.add(name);
      const found = await readOwned(join(folder, name));
      if (found === undefined) continue;
      // A signed one proves itself, whoever put it there.
      const { text, uid } = found;
      offers.push(text.includes("\n— ") ? { how: "key", note: text } : { how: "user", text, uid });
    }
    return offers;
  };
}

/**
 * A file that its owner alone can have written, and the owner: a regular one, no link, with one name, writable by nobody
 * else. Anything else could be another person's doing. Undefined for that, and for what can't be read.
 */
export async function readOwned(path: string): Promise<{ readonly text: string; readonly uid: number } | undefined> {
  // O_NONBLOCK: a pipe of that name would be waited for.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  try {
    const file = await open(path, flags);
    try {
      const { uid, mode, nlink, size } = await file.stat();
      // Windows has neither: a file there proves nobody, and only a signature counts.
      const isClosed = process.platform === "win32" || (nlink === 1 && (mode & 0o022) === 0);
      const isOwned = (mode & constants.S_IFMT) === constants.S_IFREG && isClosed;
      if (!isOwned || size > longestFile) return undefined;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(longestFile), 0, longestFile, 0);
      return { text: buffer.subarray(0, bytesRead).toString("utf8"), uid };
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
