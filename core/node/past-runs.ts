import type { Json } from "../audit/types.ts";
import { type PastRun, readPastRun } from "../run/past-run.ts";
import { type LogSummary, listLogs, readLog, type TrailEntry, verifyLogFile } from "./trail-reader.ts";

export type FoundRun =
  | { readonly status: "found"; readonly run: PastRun }
  /** `message` says what is wrong, then what to do. */
  | { readonly status: "none"; readonly message: string };

/** Runs that resumed one another, at most. */
const longestChain = 100;

/**
 * The run of the document at `path` that is to be resumed: the one whose log id is or ends with `wanted`, or the newest
 * for `latest`. It is put together from its logs, which have to verify. `folder` holds `logs/`.
 */
export async function findPastRun(wanted: string, path: string, folder?: string): Promise<FoundRun> {
  const logs = await (folder === undefined ? listLogs() : listLogs(folder));
  const chosen = await choose(wanted, path, logs);
  if (typeof chosen === "string") return { status: "none", message: chosen };
  if (chosen.runbook !== path)
    return none(`${chosen.logId} is a run of ${chosen.runbook ?? "no runbook"}. Name that file, or another run.`);
  if (chosen.status === "succeeded") return none(`The run ${chosen.logId} succeeded: there is nothing to resume.`);
  const next = await continuation(chosen, logs);
  if (next !== undefined) return none(`${chosen.logId} was resumed already, by ${next}. Resume that one.`);

  const chain: TrailEntry[][] = [];
  for (let log: LogSummary | undefined = chosen; log !== undefined && chain.length < longestChain; ) {
    const verdict = await verifyLogFile(log.location);
    if (verdict.verdict === "TAMPERED" || verdict.verdict === "UNVERIFIABLE")
      return none(
        `The log ${log.logId} can't be relied on: ${verdict.message} Look at it: dr-runbooks audit verify ${log.logId}`,
      );
    const entries = await entriesOf(log);
    chain.unshift(entries);
    const before = resumedLog(entries);
    const found: LogSummary | undefined = logs.find(({ logId }) => logId === before);
    if (before !== undefined && found === undefined)
      return none(`The run began in log ${before}, which is gone. Start a new run.`);
    log = found;
  }
  const run = readPastRun(chain);
  return run === undefined
    ? none(`There is no run in log ${chosen.logId}. Name another one.`)
    : { status: "found", run };
}

async function choose(wanted: string, path: string, logs: readonly LogSummary[]): Promise<LogSummary | string> {
  if (wanted !== "latest" && wanted !== "last") {
    const matches = logs.filter(({ logId }) => logId.startsWith(wanted) || logId.endsWith(wanted));
    const [only] = matches;
    if (only !== undefined && matches.length === 1) return only;
    return matches.length > 1
      ? `${matches.length} logs match ${wanted}. Give more of the id.`
      : `There is no log ${wanted}. List them with: dr-runbooks audit list`;
  }
  for (const log of logs) {
    if (log.runbook !== path) continue;
    // An attempt that was refused before its first step is no run.
    if (log.status !== "halted" || (await entriesOf(log)).some(isOfRun)) return log;
  }
  return `No run of ${path} is on record. Start one without --resume.`;
}

function isOfRun({ type }: TrailEntry): boolean {
  return type === "run.resumed" || type === "step.intended" || type === "step.refused";
}

/** A newer log that goes on with this one; an attempt that was refused does not. */
async function continuation(chosen: LogSummary, logs: readonly LogSummary[]): Promise<string | undefined> {
  for (const log of logs) {
    if (log.logId <= chosen.logId || log.runbook !== chosen.runbook) continue;
    for await (const entry of readLog(log.location)) {
      if (resumedLog([entry]) === chosen.logId && log.status !== "halted") return log.logId;
      if (entry["type"] === "step.intended") break;
    }
  }
  return undefined;
}

/** The log that a run goes on with, as its first entry says, and another one once that was agreed to. */
function resumedLog(entries: readonly TrailEntry[]): string | undefined {
  for (const entry of entries) {
    const named: Json | undefined =
      entry["type"] === "run.started" ? entry["resumes"] : entry["type"] === "run.resumed" ? entry["of"] : undefined;
    const log =
      named !== null && typeof named === "object" && !Array.isArray(named) ? (named as TrailEntry)["log"] : undefined;
    if (typeof log === "string") return log;
  }
  return undefined;
}

async function entriesOf({ location }: LogSummary): Promise<TrailEntry[]> {
  const entries: TrailEntry[] = [];
  for await (const entry of readLog(location)) entries.push(entry);
  return entries;
}

function none(message: string): FoundRun {
  return { status: "none", message };
}
