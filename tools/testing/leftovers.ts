import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export interface Leftover {
  readonly pid: number;
  readonly command: string;
}

/** How a process that a test started is known again, also after its parent is gone. */
export interface Traces {
  /** `NAME=value` of an environment variable that it inherits unless it is given a fresh environment. */
  readonly variable: string;
  /** The temporary folder of the test: a server works in it or names it on its command line. */
  readonly folder: string;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // Gone, or not ours to read.
  }
}

function workingDirectory(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}

function onLinux({ variable, folder }: Traces): Leftover[] {
  const found: Leftover[] = [];
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const command = read(`/proc/${name}/cmdline`).replaceAll("\0", " ").trim();
    if (command === "") continue; // A zombie or a kernel thread.
    const inherited = read(`/proc/${name}/environ`).split("\0").includes(variable);
    if (inherited || command.includes(folder) || workingDirectory(pid).startsWith(folder)) found.push({ pid, command });
  }
  return found;
}

function elsewhere({ folder }: Traces): Leftover[] {
  if (process.platform === "win32") return [];
  const lines = execFileSync("ps", ["-A", "-o", "pid=,command="], { encoding: "utf8" }).split("\n");
  return lines.flatMap((line) => {
    const [, pid, command] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    return command?.includes(folder) && Number(pid) !== process.pid ? [{ pid: Number(pid), command }] : [];
  });
}

const processes = process.platform === "linux" ? onLinux : elsewhere;

/** Processes that are still there `graceMs` after they should have gone. */
export async function leftovers(traces: Traces, graceMs: number): Promise<Leftover[]> {
  const deadline = performance.now() + graceMs;
  for (;;) {
    const found = processes(traces);
    if (found.length === 0 || performance.now() > deadline) return found;
    await sleep(100);
  }
}

/** Ends them for good, each by its pid. */
export function end(found: readonly Leftover[]): void {
  for (const { pid } of found) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It went by itself.
    }
  }
}
