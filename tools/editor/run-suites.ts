import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../root.ts";
import type { TestReport } from "../testing/report.ts";
import { whenOver } from "./processes.ts";

/** What test/editor/main.ts sends to the process that started it. */
export type EditorMessage =
  | { readonly kind: "say"; readonly line: string }
  | { readonly kind: "report"; readonly report: TestReport }
  | { readonly kind: "end" };

export interface EditorRunOptions {
  /** Names of suites to run, or parts of them; all when empty. */
  readonly filters?: readonly string[];
  readonly signal?: AbortSignal;
  say?(line: string): void;
}

export interface EditorRun {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly reports: readonly TestReport[];
}

/**
 * Runs the suites of test/editor in a real editor and says how each test went. Needs the bundles of `npm run build`.
 * Whatever goes wrong with the run itself is a failed test of the result.
 */
export async function runEditorSuites(options: EditorRunOptions = {}): Promise<EditorRun> {
  const say = options.say ?? ((line: string) => console.log(line));
  const reports: TestReport[] = [];
  let complete = false;
  const main = join(root, "test", "editor", "main.ts");
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...(options.filters ?? [])], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const stop = () => child.kill("SIGTERM");
  options.signal?.addEventListener("abort", stop, { once: true });
  if (options.signal?.aborted) stop();
  child.on("message", (message: EditorMessage) => {
    if (message.kind === "say") say(message.line);
    else if (message.kind === "end") complete = true;
    else {
      reports.push(message.report);
      say(describe(message.report));
    }
  });
  const reason = await whenOver(child, "The process of the editor tests");
  options.signal?.removeEventListener("abort", stop);
  if (!complete) {
    const report: TestReport = {
      kind: "failed",
      title: "the editor tests run to their end",
      file: "test/editor",
      message: reason,
    };
    reports.push(report);
    say(describe(report));
  }
  const count = (kind: TestReport["kind"]) => reports.filter((report) => report.kind === kind).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped"), reports };
}

function describe({ kind, title, file, message }: TestReport): string {
  const verdict = { passed: "ok     ", failed: "FAILED ", skipped: "skipped" }[kind];
  return `${verdict} ${file}: ${title}${message === undefined ? "" : `\n${message}\n`}`;
}
