import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { stateFolder } from "../folders.ts";
import { removeAbandoned } from "../instances/partial-folders.ts";
import { lookUpProcess, type ProcessRef } from "../instances/processes.ts";
import type { SandboxState } from "./types.ts";

const STATE_FILE = "sandbox.json";

export function sandboxesFolder(state: string = stateFolder()): string {
  return join(state, "sandboxes");
}

export function thisProcess(): ProcessRef {
  return lookUpProcess(process.pid) ?? { pid: process.pid, started: "unknown" };
}

/** Makes the sandbox's folder with its state inside in one step; `false` when the name is taken. */
export async function claimFolder(parent: string, state: SandboxState): Promise<boolean> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  await removeAbandoned(parent);
  const partial = join(parent, `.partial-${process.pid}-${randomBytes(4).toString("hex")}`);
  await mkdir(partial, { mode: 0o700 });
  writeState(partial, state);
  try {
    await rename(partial, join(parent, state.name));
    return true;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTEMPTY" || code === "EEXIST" || code === "EPERM") return false;
    throw error;
  }
}

/** Replaces the state as a whole: a reader sees the old one or the new one. */
export function writeState(folder: string, state: SandboxState): void {
  const partial = join(folder, `${STATE_FILE}.new`);
  writeFileSync(partial, JSON.stringify(state, null, 2), { mode: 0o600 });
  renameSync(partial, join(folder, STATE_FILE));
}

export function readState(folder: string): SandboxState | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, STATE_FILE), "utf8")) as SandboxState;
  } catch {
    return undefined; // absent, or not written by this program
  }
}

export function listNames(parent: string): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
}
