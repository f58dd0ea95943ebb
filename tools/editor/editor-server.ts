import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WebEditor } from "./install.ts";
import { endProcess, whenOver } from "./processes.ts";

const START_SECONDS = 30;

export interface EditorServerOptions {
  /** `ask` shows the trust question, for tests of Restricted Mode. */
  readonly workspaceTrust: "disabled" | "ask";
  readonly environment: Readonly<Record<string, string>>;
  /** Settings as a person would have them in the user's settings.json. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A packaged extension to install before the start. */
  readonly vsix?: string;
}

export interface EditorServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Resolves with a sentence when the server is over. */
  readonly over: Promise<string>;
  close(): Promise<void>;
}

/** Starts VS Code's server on a free local port with a data folder of its own that `close` removes. */
export async function startEditorServer(editor: WebEditor, options: EditorServerOptions): Promise<EditorServer> {
  const data = mkdtempSync(join(tmpdir(), "dr-runbooks-editor-"));
  // Extension hosts outlive the server by a moment, and still write.
  const remove = () => rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  try {
    mkdirSync(join(data, "data", "User"), { recursive: true });
    writeFileSync(join(data, "data", "User", "settings.json"), JSON.stringify({ ...QUIET, ...options.settings }));
    if (options.vsix !== undefined) installExtension(editor, data, options.vsix);
    const port = await freePort();
    const child = launch(editor, data, port, options);
    const url = `http://127.0.0.1:${port}`;
    const over = whenOver(child, "The editor's server");
    const close = async () => {
      await endProcess(child);
      remove();
    };
    try {
      await answers(url, child, join(data, "server.log"));
    } catch (error) {
      await close();
      throw error;
    }
    return { url, over, close };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Nothing pops up over what a test clicks on. */
const QUIET = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.enableExperiments": false,
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "extensions.ignoreRecommendations": true,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "security.workspace.trust.untrustedFiles": "open",
  "git.openRepositoryInParentFolders": "never",
};

function launch(editor: WebEditor, data: string, port: number, options: EditorServerOptions): ChildProcess {
  const log = openSync(join(data, "server.log"), "a");
  const trust = options.workspaceTrust === "disabled" ? ["--disable-workspace-trust"] : [];
  // Without --enable-smoke-test-driver a built VS Code ignores the development extension that the page asks for.
  const flags = ["--host", "127.0.0.1", "--port", String(port), "--without-connection-token"];
  const behaviour = [
    "--accept-server-license-terms",
    "--telemetry-level",
    "off",
    "--enable-smoke-test-driver",
    ...trust,
  ];
  return spawn(editor.node, [serverMain(editor), ...flags, ...behaviour, "--server-data-dir", data], {
    stdio: ["ignore", log, log],
    env: { ...process.env, ...options.environment },
  });
}

function installExtension(editor: WebEditor, data: string, vsix: string): void {
  const flags = ["--server-data-dir", data, "--accept-server-license-terms", "--install-extension", vsix, "--force"];
  const result = spawnSync(editor.node, [serverMain(editor), ...flags], { encoding: "utf8" });
  if (result.status !== 0) throw new Error(`The editor did not install ${vsix}: ${result.stdout}${result.stderr}`);
}

const serverMain = (editor: WebEditor) => join(editor.folder, "out", "server-main.js");

async function answers(url: string, child: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + START_SECONDS * 1000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(
    `The editor's server did not answer at ${url}. Its log ends with:\n${readFileSync(log, "utf8").slice(-2000)}`,
  );
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return port;
}
