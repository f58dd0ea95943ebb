import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import type { ProcessOutcome, ProcessRequest, ProcessRunner } from "../run/ports.ts";
import { leftProcesses, markName } from "./left-processes.ts";
import { allowedEnvironment, findBash, notStartedMessage } from "./shell-program.ts";
import { Tail } from "./tail.ts";

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
  if (signal.aborted) return { status: "aborted", signal: null, stdout: "", stderr: "", durationUs: 0 };
  const mark = randomUUID();

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
          env: { ...environment, ...request.environment, [markName]: mark },
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
  const group = child.pid;
  const isLocal = group !== undefined && request.ssh === undefined;
  if (first === "aborted" && group !== undefined) await endGroup(group, exited);
  const isClosed = await Promise.race([closed.then(() => true), pause(drainMs).then(() => false)]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  // Looked for where there is a sign of one: all processes of the machine are asked.
  const mayRun = first === "aborted" || !isClosed || (isLocal && signalGroup(group, 0));
  const left = isLocal && mayRun ? leftProcesses(group, mark) : [];
  const lost = { stdout: stdout.lost, stderr: stderr.lost };
  const remains = { stdout: stdout.end(), stderr: stderr.end(), lost, left, durationUs: elapsedUs() };
  if (first === "aborted") return { status: "aborted", signal: child.signalCode, ...remains };
  return { status: "exited", exitCode: child.exitCode, signal: child.signalCode, ...remains };
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

function runs(group: number): boolean {
  return signalGroup(group, 0) && (process.platform === "win32" || leftProcesses(group).length > 0);
}

function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
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
