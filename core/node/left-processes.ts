import { readdirSync, readFileSync } from "node:fs";
import type { LeftProcess } from "../run/ports.ts";
import { linuxProcess, ps } from "./process-start.ts";

/** In the environment of a script and of all that it starts: a process that left the group is found by it. */
export const markName = "DR_RUNBOOKS_STEP_PROCESS";

/**
 * What a script started and that still runs: of its process group, and on Linux also what left the group. Zombies that
 * nobody reaps keep a group in being, as in a container without an init process, but run nothing.
 */
export function leftProcesses(group: number, mark?: string): readonly LeftProcess[] {
  if (process.platform === "linux") return onLinux(group, mark);
  if (process.platform === "win32") return [];
  return ps(["-axo", "pid=,pgid=,comm="]).flatMap((line) => {
    const [, pid, member, name = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(member) === group ? [{ pid: Number(pid), name: name.slice(name.lastIndexOf("/") + 1) }] : [];
  });
}

function onLinux(group: number, mark: string | undefined): LeftProcess[] {
  return readdirSync("/proc").flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    const pid = Number(entry);
    const found = linuxProcess(pid);
    if (found === undefined || found.hasEnded) return [];
    const isOf = found.group === group || (mark !== undefined && environmentOf(pid).includes(`${markName}=${mark}`));
    return isOf ? [{ pid, name: found.name }] : [];
  });
}

function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    // Of another user, or gone.
    return [];
  }
}
