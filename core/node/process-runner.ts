import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { promisify } from "node:util";
import type { ProcessOutcome, ProcessRequest, ProcessRunner } from "../run/ports.ts";
import { allowedEnvironment, findBash, notStartedMessage } from "./shell-program.ts";

/** Of what a script wrote, this much of the end is kept. */
const keptBytes = 64 * 1024;
/** From SIGTERM to SIGKILL. */
const graceMs = 2000;
/** After the shell's end, for output that is still in the pipe: a process left in the background may hold the pipe for ever. */
const drainMs = 300;

const isWindows = process.platform === "win32";
const shellArguments = ["--noprofile", "--norc", "-euo", "pipefail", "-c"];

// The user's own configuration counts, but for what would ask, trust an unknown host, or open more than this connection.
const sshArguments = [
  "BatchMode=yes",
  "StrictHostKeyChecking=yes",
  "ClearAllForwardings=yes",
  "ForwardAgent=no",
  "ForwardX11=no",
  "PermitLocalCommand=no",
  "RequestTTY=no",
  "RemoteCommand=none",
  "ControlMaster=no",
  "ConnectTimeout=10",
  "ServerAliveInterval=15",
  "EscapeChar=none",
].flatMap((option) => ["-o", option]);

/** Whatever shell the user has there: bash reads the whole script first, so that a command that reads its input gets none of it. */
const remoteShell = `exec bash --noprofile --norc -euo pipefail -c 's=$(cat; printf x); exec </dev/null; eval "\${s%x}"' runbook`;

export const processRunner: ProcessRunner = {
  run: (request, signal) => runScript(request, signal),
};

async function runScript(request: ProcessRequest, signal: AbortSignal): Promise<ProcessOutcome> {
  const started = process.hrtime.bigint();
  const elapsedUs = () => Number((process.hrtime.bigint() - started) / 1000n);
  const stdout = new Tail((text) => request.onOutput("stdout", text));
  const stderr = new Tail((text) => request.onOutput("stderr", text));
  if (signal.aborted) return { status: "aborted", stdout: "", stderr: "", durationUs: 0 };

  const bash = findBash(process.platform, process.env, existsSync);
  if (!request.ssh && "message" in bash) return { status: "not-started", message: bash.message };
  const program = request.ssh || "message" in bash ? "ssh" : bash.program;
  let child: ChildProcess;
  try {
    // The script is an argument, not the input: a command that reads its input must not eat the rest of the script.
    const common = { cwd: request.workingDirectory, detached: !isWindows, windowsHide: true };
    const environment = allowedEnvironment(process.platform, process.env);
    child = request.ssh
      ? spawn(program, [...sshArguments, "--", request.ssh.destination, remoteShell], {
          ...common,
          env: environment,
          stdio: ["pipe", "pipe", "pipe"],
        })
      : spawn(program, [...shellArguments, request.script, "runbook"], {
          ...common,
          env: { ...environment, ...request.environment },
          stdio: ["ignore", "pipe", "pipe"],
        });
  } catch (error) {
    return notStarted(error, program, request);
  }
  // When ssh ends before it has read all of it, its exit status tells.
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(request.script);
  const failed = new Promise<Error>((resolve) => child.once("error", resolve));
  const exited = new Promise<"exited">((resolve) => child.once("exit", () => resolve("exited")));
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.stdout?.on("data", (chunk: Buffer) => stdout.add(chunk));
  child.stderr?.on("data", (chunk: Buffer) => stderr.add(chunk));

  const aborted = abortOf(signal);
  const first = await Promise.race([failed, exited, aborted.promise]);
  aborted.dispose();
  if (first instanceof Error) return notStarted(first, program, request);
  if (first === "aborted" && child.pid !== undefined) await endGroup(child.pid, exited);
  await Promise.race([closed, pause(drainMs)]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  const output = { stdout: stdout.end(), stderr: stderr.end(), durationUs: elapsedUs() };
  if (first === "aborted") return { status: "aborted", ...output };
  return { status: "exited", exitCode: child.exitCode, signal: child.signalCode, ...output };
}

/** Ends the whole process group and waits until nothing of it runs any more. */
async function endGroup(group: number, exited: Promise<unknown>): Promise<void> {
  if (isWindows) {
    // There are no process groups: the tree of processes below the shell is ended instead.
    await promisify(execFile)("taskkill", ["/pid", String(group), "/t", "/f"], { windowsHide: true }).catch(
      () => undefined,
    );
    await Promise.race([exited, pause(graceMs)]);
    return;
  }
  signalGroup(group, "SIGTERM");
  if (await isGone(group, graceMs)) return;
  signalGroup(group, "SIGKILL");
  await exited;
  await isGone(group, 1000);
}

async function isGone(group: number, withinMs: number): Promise<boolean> {
  for (let waited = 0; waited < withinMs; waited += 20) {
    if (!runs(group)) return true;
    await pause(20);
  }
  return !runs(group);
}

/** A zombie that nobody reaps keeps its group in being, as in a container without an init process, but runs nothing. */
function runs(group: number): boolean {
  if (!signalGroup(group, 0)) return false;
  if (process.platform !== "linux") return true;
  return readdirSync("/proc").some((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const [state, , member] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(member) === group && state !== "Z" && state !== "X";
    } catch {
      return false;
    }
  });
}

function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Passes text on as it comes and keeps the end of it. */
class Tail {
  readonly #decoder = new StringDecoder("utf8");
  readonly #onText: (text: string) => void;
  /** The newest last; together at least what is kept. */
  #kept: string[] = [];
  #length = 0;

  constructor(onText: (text: string) => void) {
    this.#onText = onText;
  }

  add(chunk: Buffer): void {
    this.#take(this.#decoder.write(chunk));
  }

  end(): string {
    this.#take(this.#decoder.end());
    const kept = Buffer.from(this.#kept.join(""));
    return kept.length <= keptBytes ? kept.toString() : kept.subarray(-keptBytes).toString();
  }

  #take(text: string): void {
    if (text === "") return;
    this.#kept.push(text);
    this.#length += text.length;
    for (let first = this.#kept[0]; first && this.#length - first.length >= keptBytes; first = this.#kept[0]) {
      this.#kept.shift();
      this.#length -= first.length;
    }
    this.#onText(text);
  }
}

function notStarted(error: unknown, program: string, request: ProcessRequest): ProcessOutcome {
  const message = notStartedMessage(error as NodeJS.ErrnoException, program, request.workingDirectory, existsSync);
  return { status: "not-started", message };
}

function abortOf(signal: AbortSignal) {
  let onAbort: () => void = () => undefined;
  const promise = new Promise<"aborted">((resolve) => {
    onAbort = () => resolve("aborted");
    signal.addEventListener("abort", onAbort, { once: true });
  });
  return { promise, dispose: () => signal.removeEventListener("abort", onAbort) };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
