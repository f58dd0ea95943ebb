import { randomBytes } from "node:crypto";
import { lstat, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { signCheckpoint, type TreeHead } from "../audit/checkpoint.ts";
import { ClockWatch } from "../audit/clock-watch.ts";
import { type Actor, type BuiltEntry, EntryChain, type Moment } from "../audit/entry.ts";
import { headsField } from "../audit/heads.ts";
import { certify } from "../audit/log-key.ts";
import type { Signer } from "../audit/note.ts";
import { isSealed } from "../audit/sealing.ts";
import type { Sink, SinkRecord } from "../audit/sink.ts";
import { MerkleTree } from "../audit/tree.ts";
import { type AppendOptions, type EntryBody, type Trail, TrailError, type Written } from "../audit/types.ts";
import type { Clock } from "../run/ports.ts";
import { bootId } from "./actor.ts";
import { type KeyStore, openInstallation, temporarySigner } from "./keys.ts";
import { sha256 } from "./sha256.ts";
import { AppendFile, makeFolder, replaceFile, syncFolders, systemDisk, type TrailDisk } from "./trail-disk.ts";
import { auditFolder, checkpointFile, logFile, logFolder, sinksFileName } from "./trail-files.ts";
import { headFile, newestHeads } from "./trail-heads.ts";
import { ownLogs, recoverLogs } from "./trail-recovery.ts";

export interface TrailOptions {
  /** Holds `logs/`, `heads/` and `keys/`; default: `audit` in the state folder. */
  readonly folder?: string;
  readonly actor: Actor;
  readonly clock: Clock;
  /** Where the installation's private key is kept; default: a file for its owner alone in `keys/`. */
  readonly keys?: KeyStore;
  /** Second places for the trail; default: those that `sinks.yaml` in the folder names. */
  readonly sinks?: readonly Sink[];
  /** Says what a sink that is not required could not take, once for each reason. */
  readonly onSinkFailure?: (message: string) => void;
  readonly disk?: TrailDisk;
}

/** So many of the newest heads of other logs stand in the first entry of a log. */
const namedHeads = 16;
/** Milliseconds that a log which is closed waits for sinks that are not required. */
const closingMs = 3000;
/** Milliseconds that an entry waits for the one that is to follow it. */
const followedMs = 2;
const lineFeed = Uint8Array.of(10);

/** Creates the log of one run: its first entry is on disk and sealed, and what other runs left unfinished is taken over. Rejects with TrailError. */
export async function openTrail(options: TrailOptions): Promise<Trail> {
  const folder = options.folder ?? auditFolder();
  const disk = options.disk ?? systemDisk;
  const logId = newLogId(options.clock.now());
  const location = logFile(logId, folder);
  const created: AppendFile[] = [];
  const create = async (path: string) => {
    const file = await AppendFile.create(path, disk);
    created.push(file);
    return file;
  };
  let sinks: readonly Sink[] = options.sinks ?? [];
  try {
    for (const path of [folder, join(folder, "logs"), join(folder, "heads"), join(folder, "keys")])
      await makeFolder(path);
    sinks = options.sinks ?? (await sinksOf(folder));
    const installation = await openInstallation(folder, options.keys);
    await mkdir(logFolder(folder, logId), { mode: 0o700 });
    const heads = await newestHeads(folder, namedHeads);
    const signer = temporarySigner();
    const files = {
      log: await create(location),
      checkpoints: await create(checkpointFile(location)),
    };
    const trail = new FileTrail(logId, folder, files, signer, { ...options, disk, sinks });
    ownLogs.add(logId);
    const certificate = certify(logId, signer.publicKey, installation, sha256);
    await trail.append({ type: "log.opened", key: { certificate }, heads: headsField(heads) });
    await syncFolders([logFolder(folder, logId), join(folder, "logs"), join(folder, "heads"), folder]);
    for (const body of await recoverLogs(folder, logId, options.actor)) await trail.append(body);
    return trail;
  } catch (error) {
    ownLogs.delete(logId);
    await Promise.allSettled([...created, ...sinks].map((one) => one.close()));
    if (error instanceof TrailError) throw error;
    throw unwritable(location, error);
  }
}

/** Most folders name no second place: what reads the file is loaded only where there is one. */
async function sinksOf(folder: string): Promise<readonly Sink[]> {
  const isThere = await lstat(join(folder, sinksFileName)).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
  return isThere ? (await import("./trail-sinks.ts")).configuredSinks(folder) : [];
}

interface Waiting extends BuiltEntry {
  readonly type: string;
  /** A checkpoint follows before it is acknowledged. */
  readonly sealed: boolean;
  readonly resolve: (written: Written) => void;
  readonly reject: (error: TrailError) => void;
}

class FileTrail implements Trail {
  readonly logId: string;
  readonly location: string;
  readonly #folder: string;
  readonly #files: { readonly log: AppendFile; readonly checkpoints: AppendFile };
  readonly #signer: Signer;
  readonly #options: TrailOptions & { readonly disk: TrailDisk };
  readonly #chain: EntryChain;
  readonly #tree = new MerkleTree(sha256);
  readonly #watch = new ClockWatch();
  #waiting: Waiting[] = [];
  #writing = false;
  /** Runs while what is waiting may wait for more. */
  #pause: NodeJS.Timeout | undefined;
  #poison: TrailError | undefined;
  readonly #told = new Set<string>();
  #closing: Promise<void> | undefined;
  #released: Promise<void> | undefined;
  /** What sinks that are not required still have to take. */
  #following: Promise<void> = Promise.resolve();

  constructor(
    logId: string,
    folder: string,
    files: { readonly log: AppendFile; readonly checkpoints: AppendFile },
    signer: Signer,
    options: TrailOptions & { readonly disk: TrailDisk },
  ) {
    this.logId = logId;
    this.location = files.log.path;
    this.#folder = folder;
    this.#files = files;
    this.#signer = signer;
    this.#options = options;
    this.#chain = new EntryChain(logId, options.actor, sha256);
  }

  append(body: EntryBody, options?: AppendOptions): Promise<Written> {
    if (this.#closing) return Promise.reject(new TrailError(`The log ${this.location} is closed.`));
    return this.#append(body, options);
  }

  async keep(bytes: Uint8Array): Promise<string> {
    if (this.#poison) throw this.#poison;
    const name = sha256(bytes);
    try {
      const blobs = join(dirname(this.location), "blobs");
      await makeFolder(blobs);
      const file = await AppendFile.create(join(blobs, name), this.#options.disk).catch(
        (error: NodeJS.ErrnoException) => {
          if (error.code === "EEXIST") return undefined;
          throw error;
        },
      );
      try {
        await file?.append(bytes);
      } finally {
        await file?.close();
      }
      await syncFolders([blobs, dirname(blobs)]);
      return name;
    } catch (error) {
      throw this.#poisonWith(error);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.#append({ type: "log.closed" });
    } finally {
      await this.#release();
    }
  }

  /** Lets go of files and connections, once: after the end, or when the log is poisoned and takes nothing more. */
  #release(): Promise<void> {
    this.#released ??= (async () => {
      ownLogs.delete(this.logId);
      await Promise.allSettled([this.#files.log.close(), this.#files.checkpoints.close()]);
      const { sinks = [], clock } = this.#options;
      if (sinks.some(({ required }) => !required)) {
        const wait = new AbortController();
        await Promise.race([this.#following.then(() => wait.abort()), clock.sleep(closingMs, wait.signal)]);
      }
      await Promise.allSettled(sinks.map((sink) => sink.close()));
    })();
    return this.#released;
  }

  #append(body: EntryBody, { followed = false, sealed = isSealed(body) }: AppendOptions = {}): Promise<Written> {
    return new Promise((resolve, reject) => {
      if (this.#poison) return reject(this.#poison);
      try {
        const { clock } = this.#options;
        const now = Math.trunc(clock.now());
        const moment = { now, monoUs: Math.round(clock.monotonic() * 1000), boot: bootId() };
        const jumped = this.#watch.jump(now, moment.monoUs, moment.boot);
        if (jumped !== 0) {
          const note: EntryBody = { type: "clock.jumped", jumped_ms: jumped };
          this.#build(
            note,
            moment,
            false,
            () => undefined,
            () => undefined,
          );
        }
        this.#build(body, moment, sealed, resolve, reject);
      } catch (error) {
        return reject(this.#poisonWith(error));
      }
      if (this.#writing) return;
      if (followed && !sealed) this.#pause ??= setTimeout(() => void this.#drain(), followedMs);
      else void this.#drain();
    });
  }

  #build(
    body: EntryBody,
    moment: Moment,
    sealed: boolean,
    resolve: Waiting["resolve"],
    reject: Waiting["reject"],
  ): void {
    const built = this.#chain.add(body, moment);
    this.#waiting.push({ ...built, type: body.type, sealed, resolve, reject });
  }

  /** Entries that arrive during a flush share the next one, up to the first that has to be sealed. */
  async #drain(): Promise<void> {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const end = this.#waiting.findIndex(({ sealed }) => sealed);
      const batch = this.#waiting.splice(0, end < 0 ? this.#waiting.length : end + 1);
      try {
        if (this.#poison) throw this.#poison;
        await this.#write(batch);
      } catch (error) {
        const poison = this.#poisonWith(error);
        for (const { reject } of [...batch, ...this.#waiting]) reject(poison);
        this.#waiting = [];
        break;
      }
      for (const { resolve, seq, hash } of batch) resolve({ seq, hash });
    }
    this.#writing = false;
    if (this.#poison) await this.#release();
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    await this.#files.log.append(Buffer.concat(batch.flatMap(({ line }) => [line, lineFeed])));
    for (const { hash } of batch) this.#tree.add(hash);
    const records: SinkRecord[] = batch.map(({ seq, type, hash, line }) => ({
      kind: "entry",
      log: this.logId,
      seq,
      type,
      hash,
      line,
    }));
    if (batch.at(-1)?.sealed) {
      const head: TreeHead = { log: this.logId, size: this.#tree.size, root: this.#tree.root() };
      const note = signCheckpoint(head, this.#signer, sha256);
      const bytes = Buffer.from(note);
      await this.#files.checkpoints.append(bytes);
      await replaceFile(headFile(this.#folder, this.logId), bytes, this.#options.disk);
      records.push({ kind: "checkpoint", ...head, note });
    }
    await this.#deliver(records);
  }

  /** A required sink has to have what is acknowledged. Any other follows in the background; what it could not take is said. */
  async #deliver(records: readonly SinkRecord[]): Promise<void> {
    const sinks = this.#options.sinks ?? [];
    for (const sink of sinks.filter(({ required }) => !required)) {
      this.#following = this.#following
        .then(() => sink.deliver(records))
        .catch((error) => this.#tell(undelivered(sink, error)));
    }
    await Promise.all(
      sinks
        .filter(({ required }) => required)
        .map((sink) =>
          sink.deliver(records).catch((error) => {
            const advice = `Make that place take entries again, or change ${join(this.#folder, sinksFileName)}, and start again.`;
            throw new TrailError(
              `The audit trail can't be kept: ${undelivered(sink, error)}; it is required. Nothing runs without a record. ${advice}`,
            );
          }),
        ),
    );
  }

  #tell(message: string): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.#options.onSinkFailure?.(message);
  }

  #poisonWith(error: unknown): TrailError {
    this.#poison ??= error instanceof TrailError ? error : unwritable(this.location, error);
    // Not under a write that is still going on: its descriptor must not become another file's.
    if (!this.#writing) void (this.#waiting.length > 0 ? this.#drain() : this.#release());
    return this.#poison;
  }
}

function undelivered(sink: Sink, error: unknown): string {
  return `the trail could not be sent to ${sink.name}: ${error instanceof Error ? error.message : String(error)}`;
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
