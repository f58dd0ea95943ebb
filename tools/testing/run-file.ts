import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { end, leftovers } from "./leftovers.ts";
import type { TestReport } from "./report.ts";
import type { ReporterLine } from "./reporter.ts";

export interface FileRun {
  readonly reports: readonly TestReport[];
  /** The end of what the file wrote to stdout and stderr. */
  readonly output: string;
  readonly seconds: number;
}

export interface FileOptions {
  readonly root: string;
  /** A folder for this file alone; it is made, and removed at the end. */
  readonly folder: string;
  readonly limitMs: number;
  /** Stops the file and what it started. */
  readonly signal: AbortSignal;
}

const reporter = fileURLToPath(new URL("reporter.ts", import.meta.url));
const outputLimit = 64 * 1024;
const graceMs = 3000;

/** The lines that arrived whole; `complete` when the last test had ended. */
function readReport(path: string): { lines: ReporterLine[]; complete: boolean } {
  let text = "";
  try {
    text = readFileSync(path, "utf8");
  } catch {
    // The process died before it opened it.
  }
  const lines: ReporterLine[] = text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { lines, complete: lines.some(({ kind }) => kind === "end") };
}

interface Ending {
  readonly status: string;
  readonly failed: boolean;
  readonly output: string;
}

function runProcess(
  file: string,
  reportFile: string,
  variables: NodeJS.ProcessEnv,
  options: FileOptions,
): Promise<Ending> {
  const flags = [
    "--disable-warning=ExperimentalWarning",
    `--test-reporter=${reporter}`,
    `--test-reporter-destination=${reportFile}`,
  ];
  const child = spawn(process.execPath, [...flags, file], {
    cwd: options.root,
    stdio: ["ignore", "pipe", "pipe"],
    // NODE_TEST_CONTEXT would tell it that it is itself run by a test, and make it silent.
    env: { ...process.env, ...variables, NODE_TEST_CONTEXT: undefined },
  });
  let output = "";
  const keep = (chunk: string) => {
    output = (output + chunk).slice(-outputLimit);
  };
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
  return new Promise((resolve) => {
    let why = "";
    const stop = (reason: string) => {
      why = reason;
      child.kill("SIGTERM");
      setTimeout(() => child.kill("SIGKILL"), 2000).unref();
    };
    const timer = setTimeout(() => stop(`stopped after its limit of ${options.limitMs / 1000} s`), options.limitMs);
    const abort = () => stop("stopped because the test run was interrupted");
    options.signal.addEventListener("abort", abort, { once: true });
    const finish = (status: string, failed: boolean) => {
      clearTimeout(timer);
      options.signal.removeEventListener("abort", abort);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ status: why || status, failed: failed || why !== "", output });
    };
    child.on("error", (error) => finish(`could not be started: ${error.message}`, true));
    child.on("exit", (code, signal) => {
      const done = () => finish(signal === null ? `ended with status ${code}` : `was ended by ${signal}`, code !== 0);
      child.on("close", done);
      // A process that it left behind may hold the pipes open for ever; such a one is looked for below.
      setTimeout(done, 500).unref();
    });
  });
}

/** Runs one test file in a process of its own. Whatever goes wrong with the process itself is a failed test in the result. */
export async function runTestFile(file: string, options: FileOptions): Promise<FileRun> {
  const started = performance.now();
  const work = join(options.folder, "t");
  mkdirSync(work, { recursive: true });
  const reportFile = join(options.folder, "report.jsonl");
  const variables = {
    DR_RUNBOOKS_TEST_FOLDER: options.folder,
    // A test must not see or change the trails and sandboxes of whoever runs it.
    DR_RUNBOOKS_STATE: join(options.folder, "state"),
    TMPDIR: work,
  };
  const { status, failed, output } = await runProcess(file, reportFile, variables, options);
  const { lines, complete } = readReport(reportFile);
  const reports: TestReport[] = lines.flatMap((line) => (line.kind === "end" ? [] : [{ ...line, file }]));
  const fail = (title: string, message: string) => reports.push({ kind: "failed", title, file, message });

  const how = `The process ${status}`;
  const tail = output.slice(-4000);
  // Without a test in it, or gone by process.exit(): from outside both look the same.
  if (!complete) fail("the file runs to its end", `${how} before its last test had ended.\n${tail}`);
  else if (reports.length === 0) fail("the file has tests", `${how} and no test ran in it.\n${tail}`);
  else if (failed && !reports.some(({ kind }) => kind === "failed")) fail("the file ends well", `${how}.\n${tail}`);

  const left = await leftovers(
    { variable: `DR_RUNBOOKS_TEST_FOLDER=${options.folder}`, folder: options.folder },
    graceMs,
  );
  if (left.length > 0) {
    end(left);
    const list = left.map(({ pid, command }) => `${pid} ${command.slice(0, 200)}`).join("\n");
    fail(
      "no process is left behind",
      `Still there ${graceMs / 1000} s after the file had ended, and now killed:\n${list}`,
    );
  }
  rmSync(options.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  return { reports, output, seconds: (performance.now() - started) / 1000 };
}
