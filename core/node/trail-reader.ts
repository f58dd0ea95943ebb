import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Json } from "../audit/types.ts";
import type { LogVerdict } from "../audit/verdict.ts";
import { LogVerifier } from "../audit/verify-log.ts";
import { sha256 } from "./sha256.ts";
import { auditFolder } from "./trail-writer.ts";

export type TrailEntry = Readonly<Record<string, Json>>;

export interface LogSummary {
  readonly logId: string;
  readonly location: string;
  /** Lines that end in a line feed. */
  readonly entries: number;
  /** Of the first entry, UTC. */
  readonly opened?: string;
  readonly runId?: string;
  readonly runbook?: string;
  readonly cluster?: string;
  readonly mode?: string;
  readonly user?: string;
  /** As `run.finished` says; `unfinished` where it is missing: cut off, or still going on. `unreadable`: not a log. */
  readonly status: string;
}

/** All logs, newest first. An audit folder that does not exist holds none. */
export async function listLogs(folder = auditFolder()): Promise<LogSummary[]> {
  const ids = await logIds(folder);
  const summaries: LogSummary[] = [];
  for (const id of ids.toSorted().reverse()) summaries.push(await summarize(id, logFile(id, folder)));
  return summaries;
}

export function logFile(logId: string, folder = auditFolder()): string {
  return join(folder, "logs", logId, "000001.jsonl");
}

/** The location of the one log whose id is or begins with `text`, or of the newest for `last` and `latest`. */
export async function findLog(
  text: string,
  folder = auditFolder(),
): Promise<{ readonly location: string } | { readonly message: string }> {
  const ids = (await logIds(folder)).toSorted();
  const matches =
    text === "last" || text === "latest" ? ids.slice(-1) : ids.filter((id) => id.startsWith(text) || id.endsWith(text));
  const [only] = matches;
  if (only !== undefined && matches.length === 1) return { location: logFile(only, folder) };
  if (matches.length > 1) return { message: `${matches.length} logs match ${text}. Give more of the id.` };
  return { message: `There is no log ${text} in ${folder}. List them first.` };
}

/** The entries of one log file in order; a torn last line and lines that are no entries are left out. Rejects when the file can't be read. */
export async function* readLog(location: string): AsyncGenerator<TrailEntry> {
  for await (const { bytes, complete } of linesOf(location)) {
    const entry = complete ? toEntry(bytes) : undefined;
    if (entry !== undefined) yield entry;
  }
}

/** Verifies one log file in constant memory. Never rejects. */
export async function verifyLogFile(location: string): Promise<LogVerdict> {
  const folder = basename(dirname(location));
  const inPlace = basename(dirname(dirname(location))) === "logs";
  const verifier = new LogVerifier({ sha256, ...(inPlace ? { log: folder } : {}) });
  let tail = new Uint8Array();
  try {
    for await (const { bytes, complete } of linesOf(location)) {
      if (complete) verifier.line(bytes);
      else tail = Uint8Array.from(bytes);
    }
  } catch (error) {
    return {
      verdict: "UNVERIFIABLE",
      reason: "unreadable",
      message: `${location} can't be read: ${(error as Error).message}`,
    };
  }
  return verifier.finish(tail);
}

async function logIds(folder: string): Promise<string[]> {
  try {
    const found = await readdir(join(folder, "logs"), { withFileTypes: true });
    return found.filter((item) => item.isDirectory()).map((item) => item.name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

async function summarize(logId: string, location: string): Promise<LogSummary> {
  const found: { -readonly [K in keyof LogSummary]?: LogSummary[K] | undefined } = {};
  let entries = 0;
  let status = "unfinished";
  try {
    for await (const { bytes, complete } of linesOf(location)) {
      if (!complete) continue;
      // Two lines tell what the run was, one how it ended; the many between them are only counted.
      const wanted = entries++ < 2 || bytes.includes('"type":"run.finished"') || bytes.includes('"type":"run.halted"');
      const entry = wanted ? toEntry(bytes) : undefined;
      if (entry?.["type"] === "log.opened") {
        found.opened = text(entry["time"]);
        found.user = text(member(entry["actor"], "user"));
      } else if (entry?.["type"] === "run.started") {
        const run = entry["run"];
        found.runId = text(member(run, "id"));
        found.runbook = text(member(run, "path"));
        found.cluster = text(member(run, "cluster"));
        found.mode = text(member(run, "mode"));
      } else if (entry?.["type"] === "run.finished") {
        status = text(entry["status"]) ?? status;
      } else if (entry?.["type"] === "run.halted") {
        status = "halted";
      }
    }
  } catch {
    status = "unreadable";
  }
  const known = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  return { logId, location, entries, status, ...known };
}

interface RawLine {
  /** Without line feed; valid until the next one is asked for. */
  readonly bytes: Buffer;
  readonly complete: boolean;
}

/** Entries have at most 60 KiB; of a longer line only the first 256 KiB are kept, which no reader takes for an entry. */
async function* linesOf(location: string, limit = 256 * 1024): AsyncGenerator<RawLine> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(location) as AsyncIterable<Buffer>) {
    let data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10)) {
      yield { bytes: data.subarray(0, end), complete: true };
      data = data.subarray(end + 1);
    }
    rest = data.subarray(0, limit);
  }
  if (rest.length > 0) yield { bytes: rest, complete: false };
}

function toEntry(bytes: Uint8Array): TrailEntry | undefined {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString("utf8")) as Json;
    return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as TrailEntry) : undefined;
  } catch {
    return undefined;
  }
}

function member(value: Json | undefined, key: string): Json | undefined {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as TrailEntry)[key] : undefined;
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
