import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** When a process began, in the system's own terms: with its id it names one process for ever. Undefined when there is no such process. */
export function processStart(pid: number): string | undefined {
  if (process.platform === "win32") return runs(pid) ? "unknown" : undefined;
  if (process.platform !== "linux") return ps(["-o", "lstart=", "-p", String(pid)])[0]?.trim() || undefined;
  const found = linuxProcess(pid);
  return found === undefined || found.hasEnded ? undefined : found.started;
}

export interface LinuxProcess {
  /** Of its program, at most 15 bytes. */
  readonly name: string;
  readonly group: number;
  /** Clock ticks since the machine's start. */
  readonly started: string;
  /** It runs nothing any more, and only waits for its parent. */
  readonly hasEnded: boolean;
  readonly threads: number;
}

export function linuxProcess(pid: number): LinuxProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the program, in parentheses, may hold spaces; fields 3, 5, 20 and 22 of the line are the 1st, 3rd, 18th and 20th after it.
    const end = stat.lastIndexOf(")");
    const fields = stat.slice(end + 2).split(" ");
    const [state] = fields;
    const name = stat.slice(stat.indexOf("(") + 1, end);
    return {
      name,
      group: Number(fields[2]),
      started: fields[19] ?? "",
      hasEnded: state === "Z" || state === "X",
      threads: Number(fields[17]),
    };
  } catch {
    return undefined;
  }
}

/** The lines that `ps` prints; none when it fails. */
export function ps(args: readonly string[]): string[] {
  try {
    return execFileSync("ps", args, {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 5000,
    })
      .split("\n")
      .filter(Boolean);
  } catch {
    return [];
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
