import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { stateFolder } from "./folders.ts";

/** Names the second places of the trail. */
export const sinksFileName = "sinks.yaml";

export function auditFolder(): string {
  return join(stateFolder(), "audit");
}

export function logFolder(folder: string, logId: string): string {
  return join(folder, "logs", logId);
}

export function logFile(logId: string, folder = auditFolder()): string {
  return join(logFolder(folder, logId), "000001.jsonl");
}

/** The file of checkpoints beside a log file. */
export function checkpointFile(location: string): string {
  return join(dirname(location), "checkpoints");
}

/** Id of a log and audit folder that a log file lies in, when it lies where the writer puts it. */
export function placeOf(location: string): { readonly logId: string; readonly folder: string } | undefined {
  const own = dirname(location);
  if (basename(dirname(own)) !== "logs") return undefined;
  return { logId: basename(own), folder: dirname(dirname(own)) };
}

/** Ids of the logs, oldest first. An audit folder that does not exist holds none. */
export async function logIds(folder: string): Promise<string[]> {
  try {
    const found = await readdir(join(folder, "logs"), { withFileTypes: true });
    return found
      .filter((item) => item.isDirectory())
      .map((item) => item.name)
      .toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
