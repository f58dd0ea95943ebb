import { randomUUID } from "node:crypto";
import { link, lstat, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Actor } from "../audit/entry.ts";
import type { HeldLockFile, LockFileOutcome, LockFiles, LockHolder } from "../run/ports.ts";
import { bootId } from "./actor.ts";
import { stateFolder } from "./folders.ts";
import { processStart } from "./process-start.ts";

/** What stands in the file. `id` differs for each time it is taken. */
interface Content extends LockHolder {
  readonly id: string;
  readonly processStart: string;
  readonly boot: string;
}

/** Attempts to take the file over from a process that is gone, each lost to somebody faster. */
const attempts = 5;

/** The folder of the lock files. */
const locksFolder = () => join(stateFolder(), "locks");

/** Who has a lock now; undefined when nobody does, or nobody who still runs. */
export async function lockHolder(name: string, folder = locksFolder()): Promise<LockHolder | undefined> {
  const present = await read(join(folder, `${name}.json`));
  return typeof present === "string" || isStale(present) ? undefined : holderOf(present);
}

/** Locks as files in `folder`, by default `locks` in the state folder. */
export function lockFiles(actor: Actor, folder = locksFolder()): LockFiles {
  return {
    async acquire(name, about) {
      const path = join(folder, `${name}.json`);
      const content: Content = {
        user: actor.user,
        host: actor.host,
        pid: actor.pid,
        client: actor.client,
        logId: about.logId,
        runbook: about.runbook,
        since: new Date().toISOString(),
        id: randomUUID(),
        processStart: processStart(process.pid) ?? "unknown",
        boot: bootId(),
      };
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        return await take(path, content, about.breakIt === true);
      } catch (error) {
        const message = `The lock file ${path} can't be written: ${(error as Error).message}. Make the folder writable.`;
        return { status: "failed", message };
      }
    },
  };
}

async function take(path: string, content: Content, breakIt: boolean): Promise<LockFileOutcome> {
  const draft = `${path}.${content.id}`;
  await writeFile(draft, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: "wx" });
  let takenOverFrom: LockHolder | undefined;
  let brokenFrom: LockHolder | undefined;
  try {
    for (let attempt = 0; attempt < attempts; attempt++) {
      // A link puts the whole file there at once, and only where there is none.
      if (await linked(draft, path)) return { status: "held", lock: held(path, content.id, takenOverFrom, brokenFrom) };
      const present = await read(path);
      if (present === "gone") continue;
      if (present === "unreadable") {
        if (!breakIt)
          return { status: "failed", message: `${path} is no lock file of ours. Look at it, then remove it.` };
        await rm(path, { force: true });
        continue;
      }
      const stale = isStale(present);
      if (!stale && !breakIt) return { status: "refused", holder: holderOf(present) };
      if (!(await removed(path, present.id, draft))) continue;
      if (stale) takenOverFrom = holderOf(present);
      else brokenFrom = holderOf(present);
    }
    return { status: "failed", message: `${path} is taken by others again and again. Try once more.` };
  } finally {
    await rm(draft, { force: true });
  }
}

/** Away with the file that was read, and no other: what somebody else put there in between goes back. */
async function removed(path: string, id: string, draft: string): Promise<boolean> {
  const aside = `${draft}.old`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
  const moved = await read(aside);
  const isTheOne = typeof moved !== "string" && moved.id === id;
  if (!isTheOne) await linked(aside, path);
  await rm(aside, { force: true });
  return isTheOne;
}

function held(
  path: string,
  id: string,
  takenOverFrom: LockHolder | undefined,
  brokenFrom: LockHolder | undefined,
): HeldLockFile {
  /** How the file was, as the system tells of it, when it was last read and was ours. */
  let seen: string | undefined;
  const isOurs = async () => {
    const present = await read(path);
    return typeof present !== "string" && present.id === id;
  };
  return {
    ...(takenOverFrom ? { takenOverFrom } : {}),
    ...(brokenFrom ? { brokenFrom } : {}),
    async lost() {
      const state = await stateOf(path);
      if (state !== undefined && state === seen) return undefined;
      const present = await read(path);
      if (present === "gone") return "Its file was removed.";
      if (present === "unreadable") return "Its file can't be read any more.";
      if (present.id === id) seen = state;
      return present.id === id ? undefined : `Now ${present.user}@${present.host} has it (pid ${present.pid}).`;
    },
    async release() {
      if (await isOurs()) await rm(path, { force: true });
    },
  };
}

/** Of another machine, as on a shared home folder, nobody here can say whether the process lives. */
function isStale(content: Content): boolean {
  if (content.boot.startsWith("process-") || bootId().startsWith("process-"))
    return processStart(content.pid) !== content.processStart;
  if (content.boot !== bootId()) return content.host === hostname();
  return processStart(content.pid) !== content.processStart;
}

/** Differs whenever another file is put there, or something is written to this one. */
async function stateOf(path: string): Promise<string | undefined> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await lstat(path, { bigint: true });
    return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch {
    return undefined;
  }
}

async function read(path: string): Promise<Content | "gone" | "unreadable"> {
  try {
    const value = JSON.parse(await readFile(path, "utf8")) as Content;
    return typeof value?.id === "string" && typeof value.pid === "number" ? value : "unreadable";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "gone" : "unreadable";
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function holderOf({ user, host, pid, client, logId, runbook, since }: Content): LockHolder {
  return { user, host, pid, client, logId, runbook, since };
}
