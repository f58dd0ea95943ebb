// npm test [-- FILTER…]: builds, checks the types and runs every test, or those whose file name contains a filter
// (`core/runbook`, `cluster`, `editor`). The last line counts; the exit status is 0 only when something ran and nothing failed.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runEditorSuites } from "../editor/run-suites.ts";
import { root } from "../root.ts";
import { closingLines } from "../testing/closing.ts";
import { editorFilters, testGroups } from "../testing/files.ts";
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

const fail = (title: string, message: string) => reports.push({ kind: "failed", title, file: "npm test", message });

async function prepare(title: string, work: Promise<ToolResult>): Promise<void> {
  const { status, output, seconds } = await work;
  say(`${status === 0 ? "ok    " : "FAILED"}  ${title}  ${seconds.toFixed(1)} s`);
  if (status !== 0) fail(title, output);
}

const marker = `DR_RUNBOOKS_TEST_RUN=${folder}`;
Object.assign(process.env, { DR_RUNBOOKS_TEST_RUN: folder, TMPDIR: folder });
try {
  await prepare("the build", runScript("tools/tasks/build.ts"));
  await prepare("the types", runTool("typescript:tsc", ["--build"]));
  let wanted = 0;
  for (const group of testGroups(root, filters)) {
    wanted += group.files.length;
    if (group.files.length === 0 && filters.length === 0) fail(`test/${group.name} has tests`, "It has none.");
    reports.push(...(await runGroup(group, { root, folder, signal: interrupted.signal, say })));
  }
  const suites = editorFilters(filters);
  if (suites !== undefined && !interrupted.signal.aborted) {
    const run = await runEditorSuites({ filters: suites, signal: interrupted.signal, say });
    wanted += 1;
    reports.push(...run.reports);
    if (run.reports.length === 0) fail("test/editor has tests", `None matches ${suites.join(" ") || "at all"}.`);
  }
  if (wanted === 0) fail("some test runs", `No test matches ${filters.join(" ")}.`);
} catch (error) {
  fail("the test run itself", error instanceof Error ? (error.stack ?? error.message) : String(error));
}
if (interrupted.signal.aborted) fail("the run is complete", `Interrupted by ${interrupted.signal.reason}.`);

const left = await leftovers({ variable: marker, folder }, 3000);
end(left);
for (const { pid, command } of left) fail("no process is left behind", `${pid} ${command}`);
rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
say(
  left.length === 0
    ? "No process of this run is left."
    : `${left.length} processes of this run were left, and are now ended.`,
);
process.stdout.write(`\n${closingLines(reports)}`);
process.exitCode = reports.some(({ kind }) => kind === "failed") ? 1 : 0;
