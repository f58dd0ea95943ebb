import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** When a process began, in the system's own terms: with its id it names one process for ever. Undefined when there is no such process. */
export function processStart(pid: number): string | undefined {
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The name of the program, in parentheses, may hold spaces; field 22 of the line is the 20th after it.
      const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return state === "Z" || state === "X" ? undefined : fields[18];
    } catch {
      return undefined;
    }
  }
  if (process.platform === "win32") return runs(pid) ? "unknown" : undefined;
  try {
    const text = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", timeout: 2000 });
    return text.trim() || undefined;
  } catch {
    return undefined;
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
