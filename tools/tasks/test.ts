// npm test [-- FILTER…]: builds, checks the types and runs every test, or those whose file name contains a filter
// (`core/runbook`, `cluster`, `editor`). The last line counts; the exit status is 0 only when something ran and nothing failed.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../root.ts";
import { closingLines } from "../testing/closing.ts";
import { testGroups } from "../testing/files.ts";
import { end, leftovers } from "../testing/leftovers.ts";
import type { TestReport } from "../testing/report.ts";
import { runGroup } from "../testing/run-group.ts";
import { runScript, runTool, type ToolResult } from "../tool.ts";

const filters = process.argv.slice(2).map((filter) => filter.replaceAll("\\", "/").replace(/^\.?\//, ""));
const say = (line: string) => console.log(line);
const reports: TestReport[] = [];
// Short, because the path of a server's socket has at most 107 bytes.
const folder = mkdtempSync(join(tmpdir(), "drt-"));
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => interrupted.abort(signal));

async function prepare(title: string, work: Promise<ToolResult>): Promise<void> {
  const { status, output, seconds } = await work;
  say(`${status === 0 ? "ok    " : "FAILED"}  ${title}  ${seconds.toFixed(1)} s`);
  if (status !== 0) reports.push({ kind: "failed", title, file: "npm test", message: output });
}

const marker = `DR_RUNBOOKS_TEST_RUN=${folder}`;
process.env.DR_RUNBOOKS_TEST_RUN = folder;
try {
  await prepare("the build", runScript("tools/tasks/build.ts"));
  await prepare("the types", runTool("typescript:tsc", ["--build"]));
  const before = reports.length;
  for (const group of testGroups(root, filters)) {
    reports.push(...(await runGroup(group, { root, folder, signal: interrupted.signal, say })));
  }
  const nothing = reports.length === before;
  if (nothing) {
    reports.push({
      kind: "failed",
      title: "some test runs",
      file: "npm test",
      message: `No test matches ${filters.join(" ") || "at all"}.`,
    });
  }
} catch (error) {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  reports.push({ kind: "failed", title: "the test run itself", file: "npm test", message });
}
if (interrupted.signal.aborted) {
  reports.push({
    kind: "failed",
    title: "the run is complete",
    file: "npm test",
    message: `Interrupted by ${interrupted.signal.reason}.`,
  });
}

const left = await leftovers({ variable: marker, folder }, 3000);
end(left);
for (const { pid, command } of left) {
  reports.push({ kind: "failed", title: "no process is left behind", file: "npm test", message: `${pid} ${command}` });
}
rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
say(
  left.length === 0
    ? "No process of this run is left."
    : `${left.length} processes of this run were left, and are now ended.`,
);
process.stdout.write(`\n${closingLines(reports)}`);
process.exitCode = reports.some(({ kind }) => kind === "failed") ? 1 : 0;
