import { asEntry, textAt } from "../audit/read-entry.ts";
import type { Json } from "../audit/types.ts";
import { auditFolder, logFile, logIds } from "./trail-files.ts";
import { lineBatches, linesOf, readPart } from "./trail-lines.ts";

export { logFile } from "./trail-files.ts";
export { verifyLogFile } from "./trail-verify.ts";

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
  /**
   * As `run.finished` says; `unfinished` where it is missing: cut off, or still going on. `recorded`: a log without a run,
   * such as that of an export. `unreadable`: not a log.
   */
  readonly status: string;
}

/** All logs, newest first. An audit folder that does not exist holds none. */
export async function listLogs(folder = auditFolder()): Promise<LogSummary[]> {
  const summaries: LogSummary[] = [];
  for (const id of (await logIds(folder)).reverse()) summaries.push(await summarize(id, logFile(id, folder)));
  return summaries;
}

/** The location of the one log whose id is or begins or ends with `text`; for `last` and `latest` that of the newest run. */
export async function findLog(
  text: string,
  folder = auditFolder(),
): Promise<{ readonly location: string } | { readonly message: string }> {
  const ids = await logIds(folder);
  const matches =
    text === "last" || text === "latest"
      ? await newestRun(ids, folder)
      : ids.filter((id) => id.startsWith(text) || id.endsWith(text));
  const [only] = matches;
  if (only !== undefined && matches.length === 1) return { location: logFile(only, folder) };
  if (matches.length > 1) return { message: `${matches.length} logs match ${text}. Give more of the id.` };
  return { message: `There is no log ${text} in ${folder}. List them first.` };
}

/** Exports and the like have logs of their own, which nobody means by the latest. */
async function newestRun(ids: readonly string[], folder: string): Promise<readonly string[]> {
  for (const id of ids.toReversed()) {
    if ((await readPart(logFile(id, folder), 256 * 1024)).includes('"type":"run.started"')) return [id];
  }
  return ids.slice(-1);
}

/** The entries of one log file in order; a torn last line and lines that are no entries are left out. Rejects when the file can't be read. */
export async function* readLog(location: string): AsyncGenerator<TrailEntry> {
  for await (const { bytes, complete } of linesOf(location)) {
    const entry = complete ? toEntry(bytes) : undefined;
    if (entry !== undefined) yield entry;
  }
}

/** Few lines tell what a run was and how it ended; the many others are only counted. */
const telling = ["log.opened", "run.started", "run.finished", "run.halted", "log.closed"].map(
  (type) => `"type":"${type}"`,
);

async function summarize(logId: string, location: string): Promise<LogSummary> {
  const found: { -readonly [K in keyof LogSummary]?: LogSummary[K] | undefined } = {};
  let entries = 0;
  let status = "unfinished";
  try {
    for await (const lines of lineBatches(location)) {
      for (const { bytes, complete } of lines) {
        if (!complete) continue;
        entries++;
        const entry = telling.some((type) => bytes.includes(type)) ? toEntry(bytes) : undefined;
        if (entry?.["type"] === "log.opened") {
          found.opened = textAt(entry, "time");
          found.user = textAt(entry, "actor", "user");
        } else if (entry?.["type"] === "run.started") {
          found.runId = textAt(entry, "run", "id");
          found.runbook = textAt(entry, "run", "path");
          found.cluster = textAt(entry, "run", "cluster");
          found.mode = textAt(entry, "run", "mode");
        } else if (entry?.["type"] === "run.finished") {
          status = textAt(entry, "status") ?? status;
        } else if (entry?.["type"] === "run.halted") {
          status = "halted";
        } else if (entry?.["type"] === "log.closed" && found.runId === undefined) {
          status = "recorded";
        }
      }
    }
  } catch {
    status = "unreadable";
  }
  const known = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  return { logId, location, entries, status, ...known };
}

function toEntry(bytes: Buffer): TrailEntry | undefined {
  try {
    return asEntry(JSON.parse(bytes.toString("utf8")) as Json);
  } catch {
    return undefined;
  }
}
