import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { bootId } from "../actor.ts";
import { linuxProcess, processStart, ps } from "../process-start.ts";

/** A process and when it started: a process id alone is given to others once its process is gone. */
export interface ProcessRef {
  readonly pid: number;
  /** Opaque; equal only for the same process. */
  readonly started: string;
}

const onLinux = process.platform === "linux";

/** The process that has this id now; `undefined` when there is none or it has ended and only waits for its parent. */
export function lookUpProcess(pid: number): ProcessRef | undefined {
  if (!onLinux) {
    const started = processStart(pid);
    return started === undefined ? undefined : { pid, started };
  }
  const found = linuxProcess(pid);
  // The first thread of a killed server ends before those that hold its files.
  if (found === undefined || (found.hasEnded && found.threads <= 1)) return undefined;
  return { pid, started: `${bootId()}:${found.started}` };
}

export function isRunning(one: ProcessRef): boolean {
  return lookUpProcess(one.pid)?.started === one.started;
}

/** Sends the signal only to the very process that was meant. */
export function signalProcess(target: ProcessRef, signal: NodeJS.Signals): void {
  if (!isRunning(target)) return;
  try {
    process.kill(target.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/**
 * The servers that were started with this option file, found by their arguments. On Linux their working directory must also be the
 * option file's folder or one inside it, which tells two file systems (containers, chroots) with equal paths apart.
 */
export function findServerProcesses(optionFile: string): ProcessRef[] {
  const argument = `--defaults-file=${optionFile}`;
  const found: ProcessRef[] = [];
  if (!onLinux) {
    for (const line of ps(["-axo", "pid=,command="])) {
      const match = /^\s*(\d+)\s+(.*)$/.exec(line);
      if (!match?.[2]?.includes(`${argument} `) && !match?.[2]?.endsWith(argument)) continue;
      const server = lookUpProcess(Number(match[1]));
      if (server) found.push(server);
    }
    return found;
  }
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      if (!readFileSync(`/proc/${entry}/cmdline`, "utf8").split("\0").includes(argument)) continue;
      const server = lookUpProcess(Number(entry));
      if (server && worksIn(entry, dirname(optionFile))) found.push(server);
    } catch {
      // it ended meanwhile, or belongs to somebody else
    }
  }
  return found;
}

function worksIn(pid: string, folder: string): boolean {
  const directory = statSync(`/proc/${pid}/cwd`);
  return [folder, `${folder}/data`].some((path) => {
    const candidate = statSync(path, { throwIfNoEntry: false });
    return candidate?.ino === directory.ino && candidate.dev === directory.dev;
  });
}

/** Resolves when all are gone; asks for a clean shutdown and ends by force what is still there after `graceMs`. 0 does not ask. */
export async function endProcesses(processes: readonly ProcessRef[], graceMs: number): Promise<void> {
  if (graceMs > 0) {
    for (const one of processes) signalProcess(one, "SIGTERM");
    if (await allGone(processes, graceMs)) return;
  }
  for (const one of processes) signalProcess(one, "SIGKILL");
  if (await allGone(processes, 10_000)) return;
  const left = processes.filter(isRunning).map((one) => one.pid);
  throw new Error(
    `Processes ${left.join(", ")} did not end, even by SIGKILL. Look at what they wait for (a hanging disk?) and try again.`,
  );
}

async function allGone(processes: readonly ProcessRef[], timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if (!processes.some(isRunning)) return true;
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
