import { spawn } from "node:child_process";

export interface Watchdog {
  /** Resolves once it watches; rejects when it could not be started. */
  readonly ready: Promise<void>;
  /** Tells it that there is nothing left to do; resolves when it is gone. */
  standDown(): Promise<void>;
}

/**
 * Starts a process that waits on a pipe from this one. The pipe closes when this process ends, by SIGKILL too; the watchdog then ends every server
 * that runs below `folder` and removes the folders.
 */
export function startWatchdog(folder: string, remove: readonly string[]): Watchdog {
  const child = spawn(process.execPath, ["-e", SCRIPT, folder, ...remove], {
    detached: true, // an interrupt from the terminal must not end it before it has done its work
    stdio: ["pipe", "pipe", "ignore"],
    env: { ELECTRON_RUN_AS_NODE: "1", PATH: process.env["PATH"] ?? "" },
  });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    void ended.then(() =>
      reject(
        new Error(
          `The process that ends the servers with this one could not be started with ${process.execPath}. Try again.`,
        ),
      ),
    );
  });
  ready.then(
    () => {
      child.stdout.destroy();
      child.unref();
    },
    () => {}, // the caller hears of it
  );
  child.stdin.on("error", () => {});
  (child.stdin as typeof child.stdin & { unref?(): void }).unref?.();
  return {
    ready,
    async standDown() {
      child.ref();
      child.stdin.end("done");
      await ended;
    },
  };
}

/**
 * A text and not a function of this file: bundlers rewrite functions so that they need helpers from outside. A process in a container or chroot may
 * have the same path in its arguments and mean another folder, so it must share the root as well.
 */
const SCRIPT = `
const { readdirSync, readFileSync, rmSync, statSync } = require("node:fs");
const { execFileSync } = require("node:child_process");
const folders = process.argv.slice(1);
const argument = "--defaults-file=" + folders[0] + "/";

function attempt(action, otherwise) {
  try { return action(); } catch { return otherwise; }
}
function sharesRoot(pid) {
  const own = statSync("/"), other = attempt(() => statSync("/proc/" + pid + "/root"));
  return other !== undefined && own.ino === other.ino && own.dev === other.dev;
}
function servers() {
  if (process.platform === "linux") {
    return readdirSync("/proc").filter((pid) => /^\\d+$/.test(pid)
      && attempt(() => readFileSync("/proc/" + pid + "/cmdline", "utf8"), "").split("\\0").some((word) => word.startsWith(argument))
      && sharesRoot(pid)).map(Number);
  }
  return execFileSync("ps", ["-axo", "pid=,command="], { encoding: "utf8" }).split("\\n").filter((line) => line.includes(argument)).map((line) => parseInt(line, 10));
}
function clear(rounds) {
  const left = servers();
  for (const pid of left) attempt(() => process.kill(pid, "SIGKILL"));
  for (const folder of folders) attempt(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  if (left.length > 0 && rounds > 0) setTimeout(clear, 20, rounds - 1);
}

let said = "";
process.stdin.setEncoding("utf8").on("data", (text) => { said += text; });
process.stdin.on("close", () => said === "done" ? process.exit(0) : clear(200));
process.stdout.on("error", () => {});
process.stdout.write("ready");
`;
