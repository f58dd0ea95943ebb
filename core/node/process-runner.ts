import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { ProcessOutcome, ProcessRequest, ProcessRunner } from "../run/ports.ts";
import { leftProcesses, markName } from "./left-processes.ts";
import { Tail } from "./tail.ts";

/** From SIGTERM to SIGKILL. */
const graceMs = 2000;
/** After the shell's end, for output that is still in the pipe: a process left in the background may hold the pipe for ever. */
const drainMs = 300;

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

  let child: ChildProcess;
  try {
    // The script is an argument, not the input: a command that reads its input must not eat the rest of the script.
    const common = { cwd: request.workingDirectory, detached: true } as const;
    child = request.ssh
      ? spawn("ssh", [...sshArguments, "--", request.ssh.destination, remoteShell], {
          ...common,
          env: allowedEnvironment(),
          stdio: ["pipe", "pipe", "pipe"],
        })
      : spawn("bash", [...shellArguments, request.script, "runbook"], {
          ...common,
          env: { ...allowedEnvironment(), ...request.environment, [markName]: mark },
          stdio: ["ignore", "pipe", "pipe"],
        });
  } catch (error) {
    return notStarted(error, request);
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
  if (first instanceof Error) return notStarted(first, request);
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

/** What a script may see of our own environment; LC_* and the runbook's variables come on top. */
const allowed = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "LANG",
  "TZ",
  "TMPDIR",
  "XDG_RUNTIME_DIR",
  "SSH_AUTH_SOCK",
  "SYSTEMROOT",
];

function allowedEnvironment(): Record<string, string> {
  const environment: Record<string, string> = { TERM: "dumb" };
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && (allowed.includes(name) || name.startsWith("LC_"))) environment[name] = value;
  }
  return environment;
}

function notStarted(error: unknown, request: ProcessRequest): ProcessOutcome {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ENOENT: `${request.ssh ? "ssh" : "bash"} was not found, or the folder ${request.workingDirectory} does not exist. Install it or correct the folder.`,
    E2BIG: "The script or its variables are too long for the system. Put the script into a file and call that.",
  };
  return { status: "not-started", message: reasons[code ?? ""] ?? `The shell did not start: ${message}` };
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
