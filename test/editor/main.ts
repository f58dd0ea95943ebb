// Runs every test that needs an editor: the suites inside the extension host, by either driver, then the tests that act
// as a person in the web editor. Started by tools/editor/run-suites.ts; arguments are names of suites, or parts of them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleSuites, suiteNames } from "../../tools/editor/bundle-suites.ts";
import type { EditorDriver, TestEvent } from "../../tools/editor/driver.ts";
import { startElectronDriver } from "../../tools/editor/electron-driver.ts";
import { ensureWebEditor, type WebEditor } from "../../tools/editor/install.ts";
import { Closers } from "../../tools/editor/processes.ts";
import type { EditorMessage } from "../../tools/editor/run-suites.ts";
import { startWebDriver } from "../../tools/editor/web-driver.ts";
import { root } from "../../tools/root.ts";
import type { TestReport } from "../../tools/testing/report.ts";
import { heldCluster } from "./by-hand/held-cluster.ts";
import { killedEditor } from "./by-hand/killed-editor.ts";
import { productionCluster } from "./by-hand/production-cluster.ts";
import { questions } from "./by-hand/questions.ts";
import { chosenDriver } from "./chosen-driver.ts";
import { type EditorContext, makeWorkspace } from "./context.ts";
import { attributesAndHistory } from "./history.ts";
import { packagedExtension } from "./packaged.ts";
import { renameFromCell } from "./rename.ts";
import { startSandboxFor } from "./sandbox.ts";
import { notebookPicture } from "./screenshot.ts";

const SUITE_SECONDS = 180;
const filters = process.argv.slice(2);
const wanted = (name: string) => filters.length === 0 || filters.some((filter) => name.includes(filter));
const hasParent = process.send !== undefined;
const send = (message: EditorMessage) => {
  if (process.connected) process.send?.(message);
  else if (!hasParent) console.log(JSON.stringify(message));
};
const say = (line: string) => send({ kind: "say", line });
const report = (found: TestReport) => send({ kind: "report", report: found });

/** What one returns as text is said: a count, for example. */
const personTests: Record<string, (editor: WebEditor, context: EditorContext) => Promise<unknown>> = {
  "the switchover runbook runs by clicks and shows its trail": notebookPicture,
  "attributes are changed by clicks, and the text tells what was run": attributesAndHistory,
  "a node is renamed from a cell, on the lines of fences too": renameFromCell,
  "the packaged extension installs and runs a cell": packagedExtension,
  "a run is killed with its editor, and goes on by clicks with no step run twice": killedEditor,
  "a cluster held by a terminal is refused with who holds it, and freed by typing its name": heldCluster,
  "a question is answered, a cell stopped, timed, edited, and its window reloaded": questions,
  "a change of a production cluster asks for its password once and for its name each time": productionCluster,
};

const closers = new Closers();
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interrupted.abort());
process.once("disconnect", () => interrupted.abort());
// Whatever is under way fails once its editor is closed, so that main() ends soon.
interrupted.signal.addEventListener("abort", () => void closers.close().catch(() => {}));

async function runSuites(driver: EditorDriver, context: EditorContext): Promise<void> {
  const suites = join(root, "test", "editor", "suites");
  const names = suiteNames(suites).filter(wanted);
  const bundles = await bundleSuites(
    suites,
    names,
    join(root, "test", "editor", "run-suite.ts"),
    join(root, "out", "editor-tests"),
  );
  for (const { name, path } of bundles) {
    if (interrupted.signal.aborted) return;
    const started = performance.now();
    const workspace = makeWorkspace(context, name);
    const onEvent = (event: TestEvent) => {
      if (event.kind === "passed" || event.kind === "skipped")
        report({ kind: event.kind, title: event.title, file: name });
    };
    const result = await driver.run({
      name,
      workspace,
      extension: root,
      bundle: path,
      timeout: SUITE_SECONDS,
      onEvent,
    });
    for (const { title, message, screenshot } of result.failures) {
      const picture = screenshot === undefined ? "" : `\nScreenshot: ${screenshot}`;
      report({ kind: "failed", title, file: name, message: message + picture });
    }
    const { passed, failed, skipped } = result;
    say(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped  ${seconds(started)}`);
  }
}

async function runAsPerson(editor: WebEditor, context: EditorContext): Promise<void> {
  for (const [title, test] of Object.entries(personTests)) {
    if (!wanted(title) || interrupted.signal.aborted) continue;
    const started = performance.now();
    try {
      const found = await test(editor, context);
      if (typeof found === "string") say(`  ${found}`);
      report({ kind: "passed", title: `${title} (${seconds(started)})`, file: "editor" });
    } catch (error) {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      report({ kind: "failed", title, file: "editor", message });
    }
  }
}

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "dre-"));
  closers.add(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  // A test must not see or change the trails and sandboxes of whoever runs it.
  process.env.DR_RUNBOOKS_STATE = join(folder, "state");
  const sandbox = await startSandboxFor(folder, closers, interrupted.signal, say);
  const context = { folder, screenshots: join(root, "out", "screenshots"), inventory: sandbox.inventory, sandbox };
  if (chosenDriver(process.env, process.platform) === "electron") {
    const driver = await startElectronDriver();
    closers.add(driver.close);
    await runSuites(driver, context);
    const message = "It acts as a person in the web editor: set DR_RUNBOOKS_EDITOR=web.";
    for (const title of Object.keys(personTests).filter(wanted))
      report({ kind: "skipped", title, file: "editor", message });
    return;
  }
  const editor = ensureWebEditor(say);
  const driver = await startWebDriver(editor, { screenshots: context.screenshots });
  closers.add(driver.close);
  await runSuites(driver, context);
  await runAsPerson(editor, context);
}

try {
  await main();
} catch (error) {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  report({ kind: "failed", title: "the editor starts", file: "editor", message });
} finally {
  await closers.close();
}
if (interrupted.signal.aborted) process.exitCode = 130;
else send({ kind: "end" });
process.removeAllListeners("disconnect");
process.disconnect?.();
