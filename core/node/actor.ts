import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import type { Actor } from "../audit/entry.ts";

/** This process, as the trail names it. `client` is `cli` or `editor`. */
export function currentActor(client: string, version: string): Actor {
  return { user: userName(), host: hostname(), pid: process.pid, client, version };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id that has no name.
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}

let boot: string | undefined;

/** Identifies the boot of this machine, within which monotonic times compare; where the system has no such id, this process. */
export function bootId(): string {
  if (boot === undefined) {
    try {
      boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    } catch {
      boot = `process-${randomUUID()}`;
    }
  }
  return boot;
}
