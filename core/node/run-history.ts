import { lstat, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { readEntry, textAt } from "../audit/read-entry.ts";
import { historyOf, type RunbookHistory } from "../run/history.ts";
import { type RecordedRun, readRecordedRun } from "../run/recorded-run.ts";
import { auditFolder, checkpointFile, logFile, logIds } from "./trail-files.ts";
import { headFile } from "./trail-heads.ts";
import { readPart } from "./trail-lines.ts";
import { readLog, type TrailEntry } from "./trail-reader.ts";
import { verifyLogFile } from "./trail-verify.ts";

/** Which runbook is meant: a file, and its title where the front matter gives one. */
export interface RunbookQuestion {
  /** Absolute. */
  readonly path: string;
  readonly title?: string;
}

/** What a log says of the run that it is of, in its first entries. */
interface Beginning {
  readonly logId: string;
  readonly path: string;
  readonly title: string;
}

/** Logs whose beginnings are looked at, the newest. */
const MOST_LOGS = 2000;
/** Runs of one runbook that are read for its steps. */
const MOST_RUNS = 10;
/** A log is opened with the names of others, and with what became of those that were cut off. */
const BEGINNING_BYTES = [12 * 1024, 256 * 1024];
/** So long a log without a run may still get one. */
const YOUNG_MS = 60_000;
const AT_ONCE = 16;

/** Later logs are not asked: reading the beginnings of all of them would cost more than all else. */
const WITHOUT_LATER_LOGS = { anchors: new Map(), recoveredBy: new Map(), prunings: new Map() };

/**
 * Tells what the trail of this machine knows of a runbook. What it takes from a log was verified before: its chain, its
 * checkpoints, their copy under `heads` and the certificate of its key, as `audit verify` does but for what later logs say
 * of it. A log that was tampered with, or that nobody can verify, is counted and tells nothing else.
 */
export class RunHistory {
  readonly #folder: () => string;
  readonly #beginnings = new Map<string, Beginning | "none">();
  readonly #runs = new Map<string, { readonly state: string; readonly run: Promise<VerifiedRun | undefined> }>();
  readonly #now: () => number;

  constructor(folder: () => string | undefined = () => undefined, now: () => number = Date.now) {
    this.#folder = () => folder() ?? auditFolder();
    this.#now = now;
  }

  /** Undefined where no trail is kept: no folder, or no run in it. Never rejects. */
  async of(question: RunbookQuestion): Promise<RunbookHistory | undefined> {
    try {
      return await this.#of(question);
    } catch {
      return undefined; // a folder that can't be read tells nothing
    }
  }

  /** The newest log of a run of the runbook that is still there, whatever state it is in. */
  async newestLog(question: RunbookQuestion): Promise<string | undefined> {
    const { own } = await this.#ownRuns(question);
    return own[0]?.logId;
  }

  async #of(question: RunbookQuestion): Promise<RunbookHistory | undefined> {
    const { own, known, oldest } = await this.#ownRuns(question);
    if (!known) return undefined;
    const read = await inBatches(own.slice(0, MOST_RUNS), ({ logId }) => this.#run(logId));
    const newest = read.filter((found) => found !== undefined);
    let drill = newest.find(isDrill(this.#now()));
    // The steps of older runs don't matter, but one of them may be the last that was a whole one.
    for (const { logId } of drill ? [] : own.slice(MOST_RUNS)) {
      const found = (await this.#endsWhole(logId)) ? await this.#run(logId) : undefined;
      if (found && isDrill(this.#now())(found)) drill = found;
      if (drill) break;
    }
    return {
      ...historyOf(
        newest.map(({ run }) => run),
        drill?.run,
      ),
      ...(oldest === undefined ? {} : { knownSince: oldest }),
      ...(newest.length < read.length ? { unverified: read.length - newest.length } : {}),
    };
  }

  /** `oldest`: when the oldest log that was looked at began, where there are more. */
  async #ownRuns(question: RunbookQuestion) {
    const folder = this.#folder();
    const ids = (await logIds(folder)).toReversed();
    const looked = ids.slice(0, MOST_LOGS);
    const beginnings = (await inBatches(looked, (id) => this.#beginning(folder, id))).filter(
      (found) => found !== undefined,
    );
    const isOwn = await ownership(question);
    const own: Beginning[] = [];
    for (const beginning of beginnings) if (await isOwn(beginning)) own.push(beginning);
    const oldest = ids.length > looked.length ? timeOf(looked.at(-1) ?? "") : undefined;
    return { own, known: beginnings.length > 0, oldest };
  }

  async #beginning(folder: string, logId: string): Promise<Beginning | undefined> {
    const known = this.#beginnings.get(logId);
    if (known) return known === "none" ? undefined : known;
    const location = logFile(logId, folder);
    for (const bytes of BEGINNING_BYTES) {
      const part = await readPart(location, bytes);
      const found = startedIn(part);
      if (found) {
        const beginning = { logId, ...found };
        this.#beginnings.set(logId, beginning);
        return beginning;
      }
      if (part.length < bytes) break;
    }
    const changed = await stat(location).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    if (this.#now() - changed > YOUNG_MS) this.#beginnings.set(logId, "none");
    return undefined;
  }

  /** Read anew only when one of its files has changed. */
  async #run(logId: string): Promise<VerifiedRun | undefined> {
    const folder = this.#folder();
    const location = logFile(logId, folder);
    const files = [location, checkpointFile(location), headFile(folder, logId)];
    const state = (await Promise.all(files.map(stateOf))).join(" ");
    const known = this.#runs.get(logId);
    if (known?.state === state) return known.run;
    const run = readVerified(location);
    this.#runs.set(logId, { state, run });
    return run;
  }

  async #endsWhole(logId: string): Promise<boolean> {
    return (await readPart(logFile(logId, this.#folder()), 16 * 1024, true)).includes('"whole":true');
  }
}

interface VerifiedRun {
  readonly run: RecordedRun;
  /** Its log has its end, and all of it is settled by a checkpoint. */
  readonly isSealed: boolean;
}

async function readVerified(location: string): Promise<VerifiedRun | undefined> {
  const { verdict } = await verifyLogFile(location, { references: WITHOUT_LATER_LOGS });
  if (verdict !== "VERIFIED" && verdict !== "INCOMPLETE") return undefined;
  const entries: TrailEntry[] = [];
  try {
    for await (const entry of readLog(location)) entries.push(entry);
  } catch {
    return undefined;
  }
  const run = readRecordedRun(entries);
  return run && { run, isSealed: verdict === "VERIFIED" };
}

/** A run from the future, when a clock was wrong, would count as a drill for ever. */
function isDrill(now: number): (found: VerifiedRun) => boolean {
  return ({ run, isSealed }) => isSealed && run.isWhole && Date.parse(run.at) <= now + 86_400_000;
}

function startedIn(part: Buffer): { readonly path: string; readonly title: string } | undefined {
  const at = part.indexOf('"type":"run.started"');
  if (at < 0) return undefined;
  const end = part.indexOf(10, at);
  if (end < 0) return undefined;
  const entry = readEntry(part.subarray(part.lastIndexOf(10, at) + 1, end));
  const path = entry && textAt(entry, "run", "path");
  return path === undefined ? undefined : { path, title: textAt(entry ?? {}, "run", "title") ?? "" };
}

/**
 * Whether a run is of the runbook: of the same file, or of one with the same title that lay in the same repository and is
 * there no more. A runbook that was moved or renamed keeps its runs, and a copy of one does not get them.
 */
async function ownership({ path, title }: RunbookQuestion): Promise<(beginning: Beginning) => Promise<boolean>> {
  const names = new Set([path, resolve(path), await realpath(path).catch(() => path)]);
  const repository = title ? await repositoryOf(path) : undefined;
  const gone = new Map<string, Promise<boolean>>();
  return async (beginning) => {
    if (names.has(beginning.path)) return true;
    if (repository === undefined || beginning.title !== title || !isInside(repository, beginning.path)) return false;
    const known = gone.get(beginning.path) ?? isGone(beginning.path);
    gone.set(beginning.path, known);
    return known;
  };
}

/** The nearest folder above with a `.git` in it. */
async function repositoryOf(path: string): Promise<string | undefined> {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const isRoot = await lstat(join(folder, ".git")).then(
      () => true,
      () => false,
    );
    if (isRoot) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

function isGone(path: string): Promise<boolean> {
  return lstat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === "ENOENT" || error.code === "ENOTDIR",
  );
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function stateOf(path: string): Promise<string> {
  return stat(path).then(
    ({ size, mtimeMs, ino }) => `${ino}:${size}:${mtimeMs}`,
    () => "-",
  );
}

/** The id of a log begins with the time at which it was opened. */
function timeOf(logId: string): string | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z/.exec(logId);
  return match ? `${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}.${match[7]}Z` : undefined;
}

async function inBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE)
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  return results;
}
