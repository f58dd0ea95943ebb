import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { launchBrowser, VIEWPORT } from "./browser.ts";
import { type EditorDriver, REPORT_VARIABLE } from "./driver.ts";
import { startEditorServer } from "./editor-server.ts";
import type { WebEditor } from "./install.ts";
import { Closers } from "./processes.ts";
import { startReportServer } from "./report-server.ts";
import { workbenchAddress } from "./workbench-address.ts";

export interface WebDriverOptions {
  /** `disabled` if not given; `ask` for suites about Restricted Mode. */
  readonly workspaceTrust?: "disabled" | "ask";
  /** Folder for the pictures of failed tests. */
  readonly screenshots: string;
}

/** Runs suites in VS Code's server build, each in a page of one headless Chromium. */
export async function startWebDriver(editor: WebEditor, options: WebDriverOptions): Promise<EditorDriver> {
  const closers = new Closers();
  try {
    const reports = await startReportServer();
    closers.add(reports.close);
    const server = await startEditorServer(editor, {
      workspaceTrust: options.workspaceTrust ?? "disabled",
      environment: { [REPORT_VARIABLE]: reports.url },
    });
    closers.add(server.close);
    const browser = await launchBrowser(editor.chromium);
    closers.add(() => browser.close());

    const run: EditorDriver["run"] = async (job) => {
      const context = await browser.newContext({ viewport: VIEWPORT });
      try {
        const page = await context.newPage();
        const { promise: gone, resolve } = Promise.withResolvers<string>();
        page.on("crash", () => resolve("The page crashed."));
        page.on("close", () => resolve("The page was closed."));
        void server.over.then(resolve);
        const photograph = (title: string) => takePicture(page, options.screenshots, `${job.name} ${title}`);
        const result = reports.collect(job, { photograph, gone });
        await page.goto(workbenchAddress(server.url, { ...job, tests: job.bundle }), { waitUntil: "commit" });
        return await result;
      } finally {
        await context.close();
      }
    };
    return { run, close: () => closers.close() };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function takePicture(page: Page, folder: string, name: string): Promise<string | undefined> {
  mkdirSync(folder, { recursive: true });
  const fileName = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const path = join(folder, `${fileName.slice(0, 120)}.png`);
  return page.screenshot({ path, timeout: 10_000 }).then(
    () => path,
    () => undefined,
  );
}
