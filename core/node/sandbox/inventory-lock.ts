import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRunning, type ProcessRef } from "../instances/processes.ts";
import { thisProcess } from "./state-file.ts";

/** Keeps two sandboxes from losing each other's entry: one process at a time reads and replaces the file. The lock of a process that is gone does not count. */
export async function withInventoryLock(parent: string, inventory: string, change: () => void): Promise<void> {
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const lock = join(parent, `.inventory-${createHash("sha256").update(inventory).digest("hex").slice(0, 16)}.lock`);
  const deadline = performance.now() + 10_000;
  for (;;) {
    try {
      writeFileSync(lock, JSON.stringify(thisProcess()), { flag: "wx", mode: 0o600 });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (holderIsGone(lock) || performance.now() > deadline) rmSync(lock, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
  try {
    change();
  } finally {
    rmSync(lock, { force: true });
  }
}

function holderIsGone(lock: string): boolean {
  try {
    return !isRunning(JSON.parse(readFileSync(lock, "utf8")) as ProcessRef);
  } catch {
    return false; // being written or removed at this moment
  }
}
