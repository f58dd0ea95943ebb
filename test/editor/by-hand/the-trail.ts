import { listLogs, readLog, type TrailEntry } from "../../../core/node/trail-reader.ts";

/** The entries of the newest run of a runbook, of the oldest first; none when it was never run. */
export async function entriesOfLastRun(path: string): Promise<TrailEntry[]> {
  const log = (await listLogs()).find(({ runbook }) => runbook === path);
  const entries: TrailEntry[] = [];
  if (log !== undefined) for await (const entry of readLog(log.location)) entries.push(entry);
  return entries;
}

/** `step.finished step-3 success`: what an entry says, without its details. */
export function said(entry: TrailEntry | undefined): string {
  const step = entry?.["step"] as { readonly name?: string } | undefined;
  return [entry?.["type"], step?.name, entry?.["outcome"] ?? entry?.["status"] ?? entry?.["decision"]]
    .filter(Boolean)
    .join(" ");
}

/** The process that writes a run's log: the extension host, for a run of the editor. */
export function writerOf([opened]: readonly TrailEntry[]): number {
  const actor = opened?.["actor"] as { readonly pid?: unknown } | undefined;
  if (typeof actor?.pid !== "number") throw new Error("The log does not say which process writes it.");
  return actor.pid;
}
