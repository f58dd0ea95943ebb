import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Page } from "playwright-core";
import { launchBrowser, VIEWPORT } from "./browser.ts";
import { startEditorServer } from "./editor-server.ts";
import type { WebEditor } from "./install.ts";
import { Closers } from "./processes.ts";
import { workbenchAddress } from "./workbench-address.ts";

export interface WorkbenchOptions {
  readonly folder: string;
  /** The extension as a folder under development, or as the packaged file that a person would install. */
  readonly extension: { readonly developmentPath: string } | { readonly vsix: string };
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A workbench seen and used as by a person: with keys and clicks. */
export interface Workbench {
  readonly page: Page;
  /** Runs a command of the palette by its title. */
  runCommand(title: string): Promise<void>;
  /** Opens a file of the folder by its name, as Ctrl+P does. */
  openFile(name: string): Promise<void>;
  /** Reloads the window, or opens it again after its extension host died. The editors that were open are opened again. */
  reload(): Promise<void>;
  /** Writes a PNG of the whole page. */
  screenshot(path: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens a folder in a window of its own. Throws when the workbench is not there within half a minute. */
export async function openWorkbench(editor: WebEditor, options: WorkbenchOptions): Promise<Workbench> {
  const closers = new Closers();
  try {
    const server = await startEditorServer(editor, {
      workspaceTrust: "disabled",
      environment: {},
      ...(options.settings === undefined ? {} : { settings: options.settings }),
      ...("vsix" in options.extension ? { vsix: options.extension.vsix } : {}),
    });
    closers.add(server.close);
    const browser = await launchBrowser(editor.chromium);
    closers.add(() => browser.close());
    const page = await browser.newPage({ viewport: VIEWPORT });
    const content = "developmentPath" in options.extension ? { extension: options.extension.developmentPath } : {};
    await page.goto(workbenchAddress(server.url, { workspace: options.folder, ...content }), { waitUntil: "commit" });
    const isThere = async () => {
      await page.locator(".monaco-workbench .part.statusbar").waitFor();
      await page.locator(".explorer-folders-view").first().waitFor();
    };
    await isThere();
    return {
      page,
      reload: async () => {
        await page.reload({ waitUntil: "commit" });
        await isThere();
      },
      runCommand: (title) => pick(page, "F1", title, `>${title}`),
      openFile: (name) => pick(page, "Control+p", name, name),
      screenshot: async (path) => {
        mkdirSync(dirname(path), { recursive: true });
        await page.screenshot({ path });
      },
      close: () => closers.close(),
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/** Types into the quick input and takes the entry whose label is exactly `label`. */
async function pick(page: Page, key: string, label: string, typed: string): Promise<void> {
  const box = page.locator(".quick-input-widget:visible");
  await page.keyboard.press(key);
  await box.locator("input[type=text]").fill(typed);
  await box.locator(".monaco-list-row .label-name").getByText(label, { exact: true }).first().click();
  await box.waitFor({ state: "hidden" });
}
