import { spawn } from "node:child_process";

export interface ProgramResult {
  /** `null` when it ended by a signal or could not be started. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Runs a program to its end without a shell. Never rejects: a program that cannot be started has status `null` and says why in `stderr`. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      env: options.env ? { ...programEnvironment(), ...options.env } : programEnvironment(),
      ...(options.cwd ? { cwd: options.cwd } : {}),
      ...(options.timeoutMs ? { timeout: options.timeoutMs, killSignal: "SIGKILL" } : {}),
      ...(options.signal ? { signal: options.signal, killSignal: "SIGKILL" } : {}),
    });
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", (error) => resolve({ status: null, stdout, stderr: stderr + error.message }));
    child.on("close", (status) => resolve({ status, stdout, stderr }));
    child.stdin?.on("error", () => {}).end(options.input);
  });
}

/** The environment of a server: nothing that makes it load other libraries or read other options. */
export function programEnvironment(): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value === undefined || /^(LD_|DYLD_|MYSQL|MARIADB|UMASK)/i.test(name) || /password|secret|token/i.test(name))
      continue;
    kept[name] = value;
  }
  return { ...kept, LC_ALL: "C" };
}
