import { TrailError } from "../core/audit/types.ts";
import { visibleLines } from "../core/text/visible.ts";
import { type GroupSpec, group } from "./command.ts";
import { CliError } from "./errors.ts";
import { type Io, openProcessIo } from "./io.ts";
import { paintFor } from "./terminal/colour.ts";
import { version } from "./version.ts";

const program: GroupSpec = {
  name: "dr-runbooks",
  summary: "Executable disaster-recovery runbooks for MySQL and MariaDB, with an audit trail.",
  commands: [
    {
      name: "plan",
      summary: "Show what a runbook would run, where and at what risk. Executes nothing.",
      load: async () => (await import("./commands/plan.ts")).main,
    },
    {
      name: "run",
      summary: "Run a runbook, or some of its steps, against a cluster.",
      load: async () => (await import("./commands/run.ts")).main,
    },
    {
      name: "approve",
      summary: "Approve or deny a step that somebody else wants to run.",
      load: async () => (await import("./commands/approve.ts")).main,
    },
    {
      name: "lint",
      summary: "Check runbooks and option files.",
      load: async () => (await import("./commands/lint.ts")).main,
    },
    {
      name: "explain",
      summary: "Say what a setting does, and what each server version makes of it, or what a finding means.",
      load: async () => (await import("./commands/explain.ts")).main,
    },
    {
      name: "upgrade",
      summary: "Show what a newer server changes for an option file, and patch the file.",
      load: async () => (await import("./commands/upgrade.ts")).main,
    },
    {
      name: "audit",
      summary: "List, show and verify the records of runs.",
      load: async () => (await import("./commands/audit.ts")).main,
    },
    {
      name: "sandbox",
      summary: "Start and stop a practice cluster on this machine.",
      load: async () => (await import("./commands/sandbox.ts")).main,
    },
    {
      name: "lsp",
      summary: "Serve an editor over the Language Server Protocol.",
      load: async () => (await import("./commands/lsp.ts")).main,
    },
  ],
  notes: [
    "Exit codes: 0 all well, 1 a step failed or an error-level finding, 2 wrong usage or unreadable input, 130 cancelled.",
    "Version: dr-runbooks --version",
  ],
};

function reportError(error: unknown, io: Io): number {
  const paint = paintFor(io.err);
  const [first = "", ...more] = visibleLines(error instanceof Error ? error.message : String(error));
  io.err.write(`${paint("red", "error:")} ${first}\n${more.map((line) => `  ${line}\n`).join("")}`);
  if (error instanceof CliError) {
    for (const line of error.advice) io.err.write(`${line}\n`);
    return error.exitCode;
  }
  // What the system or the trail refuses is told in the message.
  const isRefused = error instanceof TrailError || (error instanceof Error && "syscall" in error);
  // A defect of this program: without the stack nobody could find it.
  if (!isRefused && error instanceof Error && error.stack)
    io.err.write(`${error.stack.split("\n").slice(1).join("\n")}\n`);
  return 1;
}

/** Runs the command line; resolves with the exit code once all output has left. Never rejects. */
export async function main(argv: readonly string[]): Promise<number> {
  const { io, flush, dispose } = openProcessIo();
  try {
    if (argv[0] === "--version" || argv[0] === "-V") {
      io.out.write(`${version}\n`);
      return 0;
    }
    return await group(program)(argv, io);
  } catch (error) {
    return reportError(error, io);
  } finally {
    await flush();
    dispose();
  }
}
