import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface CliResult {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  /** Standard output so far. */
  stdout(): string;
  readonly result: Promise<CliResult>;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds until the process is killed; the result then has no code. */
  readonly timeoutMs?: number;
  /** Another script than the command line. */
  readonly program?: string;
}

/** Starts the command line: from its source, or the program that DR_RUNBOOKS_BIN names, such as the bundle. */
export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  const program = options.program ?? process.env.DR_RUNBOOKS_BIN ?? join(root, "cli", "launcher.ts");
  const [command, first] = /\.[cm]?[jt]s$/.test(program) ? [process.execPath, [program]] : [program, []];
  const env = { ...process.env, NO_COLOR: "1", NODE_OPTIONS: "", ...options.env };
  const child = spawn(command, [...first, ...args], {
    cwd: options.cwd ?? root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: options.timeoutMs ?? 60_000,
    killSignal: "SIGKILL",
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const result = new Promise<CliResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { child, stdout: () => stdout, result };
}

export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(args, options).result;
}

/** A folder of its own, gone after `use`. Its `state` folder keeps the trail apart from the person's. */
export async function withFolder<T>(
  use: (folder: string, env: { readonly DR_RUNBOOKS_STATE: string }) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "dr-cli-"));
  try {
    return await use(folder, { DR_RUNBOOKS_STATE: join(folder, "state") });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
