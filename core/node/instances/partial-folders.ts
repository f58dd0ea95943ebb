import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { lookUpProcess } from "./processes.ts";

/** Removes what processes that were killed half-way left behind: folders named `.partial-<pid>-…` whose process is gone. */
export async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const match = /^\.partial-(\d+)-/.exec(name);
    if (match && !lookUpProcess(Number(match[1]))) await rm(join(parent, name), { recursive: true, force: true });
  }
}
