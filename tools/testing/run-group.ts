import { join } from "node:path";
import type { TestGroup } from "./files.ts";
import type { TestReport } from "./report.ts";
import { type FileRun, runTestFile } from "./run-file.ts";

export interface GroupOptions {
  readonly root: string;
  readonly folder: string;
  readonly signal: AbortSignal;
  say(line: string): void;
}

const heartbeatMs = 20_000;

function describe(file: string, { reports, seconds }: FileRun): string {
  const failed = reports.filter(({ kind }) => kind === "failed").length;
  const verdict = failed === 0 ? "ok    " : "FAILED";
  const tests = `${reports.length} ${reports.length === 1 ? "test" : "tests"}`;
  const count = failed === 0 ? tests : `${failed} of ${tests}`;
  return `${verdict}  ${file}  ${count}  ${seconds.toFixed(1)} s`;
}

/** Runs the files of a group, each in a process of its own, and says how each one went. */
export async function runGroup(group: TestGroup, options: GroupOptions): Promise<TestReport[]> {
  const reports: TestReport[] = [];
  const waiting = group.files.entries();
  const worker = async () => {
    for (const [index, file] of waiting) {
      if (options.signal.aborted) return;
      const started = performance.now();
      const heartbeat = setInterval(() => {
        options.say(`  ...   ${file}  still running after ${Math.round((performance.now() - started) / 1000)} s`);
      }, heartbeatMs);
      const { limitMs } = group;
      const folder = join(options.folder, `${group.name}${index}`);
      const run = await runTestFile(file, { root: options.root, folder, limitMs, signal: options.signal });
      clearInterval(heartbeat);
      reports.push(...run.reports);
      options.say(describe(file, run));
      for (const { kind, title, message } of run.reports) if (kind === "failed") options.say(`${title}\n${message}\n`);
    }
  };
  await Promise.all(Array.from({ length: group.concurrency }, worker));
  return reports;
}
