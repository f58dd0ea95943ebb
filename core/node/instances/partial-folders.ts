import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { lookUpProcess } from "./processes.ts";

/**
 * Removes what processes that were killed half-way left behind: folders named `.partial-<pid>-…` whose process is gone. One that a child of that process
 * still writes to, or that another process is removing as well, is left to the next time.
 */
export async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const match = /^\.partial-(\d+)-/.exec(name);
    if (!match || lookUpProcess(Number(match[1]))) continue;
    await rm(join(parent, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }).catch(() => {});
  }
}
