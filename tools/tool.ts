import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";

export interface ToolResult {
  readonly status: number | null;
  /** What it wrote to stdout and stderr, in the order it came. */
  readonly output: string;
  readonly seconds: number;
}

/** The script behind a command that a package installs; run by this Node, so that no shell and no PATH is needed. */
function commandFile(packageName: string, command: string): string {
  const folder = join(root, "node_modules", packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = typeof bin === "string" ? bin : bin?.[command];
  if (typeof file !== "string") throw new Error(`${packageName} has no command ${command}.`);
  return join(folder, file);
}

function runNode(file: string, args: readonly string[], cwd: string): Promise<ToolResult> {
  const started = performance.now();
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", file, ...args], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: process.stdout.isTTY ? { ...process.env, FORCE_COLOR: "1" } : process.env,
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  child.stderr.on("data", (chunk) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => {
      const output = Buffer.concat(chunks).toString("utf8");
      resolve({ status, output, seconds: (performance.now() - started) / 1000 });
    });
  });
}

/** Runs a development tool, named `package` or `package:command`, in `cwd` or else in the project's root. */
export function runTool(tool: string, args: readonly string[], cwd: string = root): Promise<ToolResult> {
  const [packageName = "", command = packageName.replace(/^.*\//, "")] = tool.split(":");
  return runNode(commandFile(packageName, command), args, cwd);
}

/** Runs a script of ours, named from the project's root. */
export function runScript(script: string, args: readonly string[] = []): Promise<ToolResult> {
  return runNode(join(root, script), args, root);
}
