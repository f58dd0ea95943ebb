import { randomBytes } from "node:crypto";
import { close, constants, fdatasync, fdatasyncSync, fsync, open, write, writeSync } from "node:fs";
import { mkdir, open as openFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Actor, EntryChain } from "../audit/entry.ts";
import { type EntryBody, type Trail, TrailError, type Written } from "../audit/types.ts";
import type { Clock } from "../run/ports.ts";
import { bootId } from "./actor.ts";
import { stateFolder } from "./folders.ts";
import { sha256 } from "./sha256.ts";

export interface TrailOptions {
  /** Holds `logs/`; default: `audit` in the state folder. */
  readonly folder?: string;
  readonly actor: Actor;
  readonly clock: Clock;
  /** Writes and flushes without leaving the thread: faster, and right where nothing else waits for this process, as on the command line. */
  readonly blocking?: boolean;
}

const lineFeed = Uint8Array.of(10);
const openFd = promisify(open);
const writeFd = promisify(write);
const syncData = promisify(fdatasync);
const closeFd = promisify(close);

export function auditFolder(): string {
  return join(stateFolder(), "audit");
}

/** Creates the log of one run with its first entry on disk. Rejects with TrailError when that can't be done. */
export async function openTrail(options: TrailOptions): Promise<Trail> {
  const folder = options.folder ?? auditFolder();
  const logId = newLogId(options.clock.now());
  const logFolder = join(folder, "logs", logId);
  const location = join(logFolder, "000001.jsonl");
  try {
    await mkdir(logFolder, { recursive: true, mode: 0o700 });
    // O_EXCL and O_NOFOLLOW: nobody can have put a file or a link of that name there before us.
    const flags =
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);
    const trail = new FileTrail(logId, location, await openFd(location, flags, 0o600), options);
    await trail.append({ type: "log.opened" });
    await syncFolders([logFolder, join(folder, "logs"), folder]);
    return trail;
  } catch (error) {
    if (error instanceof TrailError) throw error;
    throw unwritable(location, error);
  }
}

interface Waiting {
  readonly line: Uint8Array;
  readonly written: Written;
  readonly resolve: (written: Written) => void;
  readonly reject: (error: TrailError) => void;
}

class FileTrail implements Trail {
  readonly logId: string;
  readonly location: string;
  readonly #fd: number;
  readonly #clock: Clock;
  readonly #blocking: boolean;
  readonly #chain: EntryChain;
  #waiting: Waiting[] = [];
  #writing = false;
  #poison: TrailError | undefined;
  #closing: Promise<void> | undefined;

  constructor(logId: string, location: string, fd: number, options: TrailOptions) {
    this.logId = logId;
    this.location = location;
    this.#fd = fd;
    this.#clock = options.clock;
    this.#blocking = options.blocking === true;
    this.#chain = new EntryChain(logId, options.actor, sha256);
  }

  append(body: EntryBody): Promise<Written> {
    if (this.#closing) return Promise.reject(new TrailError(`The log ${this.location} is closed.`));
    return this.#append(body);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.#append({ type: "log.closed" });
    } finally {
      await closeFd(this.#fd);
    }
  }

  #append(body: EntryBody): Promise<Written> {
    return new Promise((resolve, reject) => {
      if (this.#poison) return reject(this.#poison);
      try {
        const moment = { now: this.#clock.now(), monoUs: Math.round(this.#clock.monotonic() * 1000), boot: bootId() };
        const { seq, hash, line } = this.#chain.add(body, moment);
        this.#waiting.push({ line, written: { seq, hash }, resolve, reject });
      } catch (error) {
        return reject(this.#poisonWith(error));
      }
      if (!this.#writing) void this.#drain();
    });
  }

  /** Entries that arrive during a flush share the next one. */
  async #drain(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(Buffer.concat(batch.flatMap(({ line }) => [line, lineFeed])));
      } catch (error) {
        const poison = this.#poisonWith(error);
        for (const { reject } of [...batch, ...this.#waiting]) reject(poison);
        this.#waiting = [];
        break;
      }
      for (const { resolve, written } of batch) resolve(written);
    }
    this.#writing = false;
  }

  async #write(bytes: Buffer): Promise<void> {
    if (this.#poison) throw this.#poison;
    // A full disk may show as a short write without an error; the rest is never tried again on this descriptor.
    const bytesWritten = this.#blocking
      ? writeSync(this.#fd, bytes, 0, bytes.length, null)
      : (await writeFd(this.#fd, bytes, 0, bytes.length, null)).bytesWritten;
    if (bytesWritten !== bytes.length)
      throw new Error(`only ${bytesWritten} of ${bytes.length} bytes were written: the disk may be full`);
    // After a flush that failed, the next one on this descriptor would report success for bytes that are lost.
    if (this.#blocking) fdatasyncSync(this.#fd);
    else await syncData(this.#fd);
  }

  #poisonWith(error: unknown): TrailError {
    this.#poison ??= error instanceof TrailError ? error : unwritable(this.location, error);
    return this.#poison;
  }
}

function unwritable(location: string, error: unknown): TrailError {
  const reason = error instanceof Error ? error.message : String(error);
  return new TrailError(
    `The audit trail can't be written: ${reason}. Nothing runs without a record; make ${location} writable and start again.`,
  );
}

/** Sorts by time of creation. */
function newLogId(now: number): string {
  const time = new Date(now).toISOString().replaceAll(/[-:]/g, "").replace(".", "");
  return `${time}-${randomBytes(4).toString("hex")}`;
}

/** A new file survives a crash only when the folder that names it was flushed as well. */
async function syncFolders(folders: readonly string[]): Promise<void> {
  if (process.platform === "win32") return;
  for (const folder of folders) {
    const handle = await openFile(folder, constants.O_RDONLY);
    try {
      await promisify(fsync)(handle.fd);
    } finally {
      await handle.close();
    }
  }
}
