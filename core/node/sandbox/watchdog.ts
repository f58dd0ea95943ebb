import { type ChildProcess, spawn } from "node:child_process";

/**
 * Starts a process that waits on a pipe from this one. The pipe closes when this process ends, by SIGKILL too; the watchdog then ends every server
 * that runs below `folder` and removes the folders. `standDown` tells it that there is nothing left to do.
 */
export function startWatchdog(folder: string, remove: readonly string[]): { standDown(): Promise<void> } {
  const child: ChildProcess = spawn(process.execPath, ["-e", `(${watch.toString()})()`, folder, ...remove], {
    detached: true, // an interrupt from the terminal must not end it before it has done its work
    stdio: ["pipe", "ignore", "ignore"],
    env: { ELECTRON_RUN_AS_NODE: "1", PATH: process.env["PATH"] ?? "" },
  });
  child.on("error", () => {});
  child.unref();
  const pipe = child.stdin as (ChildProcess["stdin"] & { unref?(): void }) | null;
  pipe?.on("error", () => {});
  pipe?.unref?.();
  return {
    standDown: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null || !child.pid) return resolve();
        child.ref();
        child.once("exit", () => resolve());
        pipe?.end("done\n");
      }),
  };
}

/** Runs in the watchdog from its text alone: it may use nothing from outside its own body. */
function watch(): void {
  const { readdirSync, readFileSync, rmSync, statSync } = process.getBuiltinModule("node:fs");
  const { execFileSync } = process.getBuiltinModule("node:child_process");
  const [folder = "", ...remove] = process.argv.slice(1);
  let said = "";
  process.stdin.setEncoding("utf8").on("data", (text) => (said += text));
  process.stdin.on("close", () => {
    if (said.includes("done")) process.exit(0);
    let left = 200;
    const round = () => {
      const servers = findServers();
      for (const pid of servers) {
        try {
          process.kill(pid, "SIGKILL");
        } catch {
          // it ended by itself
        }
      }
      for (const path of [folder, ...remove]) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
      if (servers.length > 0 && left-- > 0) setTimeout(round, 20);
    };
    round();
  });

  function findServers(): number[] {
    const argument = `--defaults-file=${folder}/`;
    if (process.platform === "linux") {
      const pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
      return pids.filter((pid) => read(`/proc/${pid}/cmdline`).split("\0").some((word) => word.startsWith(argument)) && sharesRoot(pid)).map(Number);
    }
    const lines = execFileSync("ps", ["-axo", "pid=,command="], { encoding: "utf8" }).split("\n");
    return lines.filter((line) => line.includes(argument)).map((line) => Number.parseInt(line, 10));
  }

  /** A process in a container or chroot may have the same path in its arguments and mean another folder. */
  function sharesRoot(pid: string): boolean {
    const [own, other] = [statSync("/"), statSync(`/proc/${pid}/root`, { throwIfNoEntry: false })];
    return own.ino === other?.ino && own.dev === other.dev;
  }

  function read(path: string): string {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return "";
    }
  }
}
