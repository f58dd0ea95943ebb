import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { cacheFolder } from "../node-version.mjs";
import { type EditorDriver, REPORT_VARIABLE, type SuiteJob } from "./driver.ts";
import { Closers, endProcess, whenOver } from "./processes.ts";
import { startReportServer } from "./report-server.ts";
import { startVirtualDisplay } from "./virtual-display.ts";

/**
 * Runs suites in a desktop VS Code: the current one, downloaded once, or the one that VSCODE_EXECUTABLE names. That is
 * the program itself (`/usr/share/code/code`), not the `code` command, which returns before its window opens.
 */
export async function startElectronDriver(): Promise<EditorDriver> {
  const executable = await findExecutable();
  const closers = new Closers();
  try {
    const reports = await startReportServer();
    closers.add(reports.close);
    const display = await startVirtualDisplay();
    closers.add(display.close);
    const run: EditorDriver["run"] = async (job) => {
      const data = mkdtempSync(join(tmpdir(), "drr-code-"));
      const environment = { ...outsideOfVsCode(), ...display.environment, [REPORT_VARIABLE]: reports.url };
      const child = spawn(executable, windowArguments(job, data), { stdio: "ignore", env: environment });
      const close = async () => {
        await endProcess(child);
        rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      };
      closers.add(close);
      try {
        // A desktop window takes no pictures of itself.
        return await reports.collect(job, { photograph: async () => undefined, gone: whenOver(child, "VS Code") });
      } finally {
        await close();
      }
    };
    return { run, close: () => closers.close() };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function findExecutable(): Promise<string> {
  const given = process.env.VSCODE_EXECUTABLE;
  if (given === undefined || given === "") return downloadAndUnzipVSCode({ cachePath: join(cacheFolder(), "vscode") });
  if (!existsSync(given))
    throw new Error(`VSCODE_EXECUTABLE names ${given}, which does not exist. Correct or unset it.`);
  return given;
}

function windowArguments(job: SuiteJob, data: string): string[] {
  return [
    job.workspace,
    `--extensionDevelopmentPath=${job.extension}`,
    `--extensionTestsPath=${job.bundle}`,
    `--user-data-dir=${join(data, "user")}`,
    `--extensions-dir=${join(data, "extensions")}`,
    "--disable-extensions",
    "--disable-workspace-trust",
    "--disable-updates",
    "--disable-telemetry",
    "--skip-welcome",
    "--skip-release-notes",
    "--no-cached-data",
    // Root and containers have no sandbox for Chromium.
    "--no-sandbox",
    "--disable-gpu-sandbox",
  ];
}

/** The environment without what a terminal inside VS Code adds: it would turn the new window into a plain Node. */
function outsideOfVsCode(): NodeJS.ProcessEnv {
  const ours = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("VSCODE_") && name !== "ELECTRON_RUN_AS_NODE",
  );
  return Object.fromEntries(ours);
}
