import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  type ClientCapabilities,
  createProtocolConnection,
  type Diagnostic,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";

const FROM_SOURCE = [process.execPath, fileURLToPath(new URL("../../server/main.ts", import.meta.url))];
const LONGEST_WAIT_MS = 10_000;

/** The command that starts a server, without `--stdio`: that of DR_RUNBOOKS_TEST_SERVER (words separated by blanks), else the sources. */
function serverCommand(): readonly string[] {
  return process.env.DR_RUNBOOKS_TEST_SERVER?.split(" ") ?? FROM_SOURCE;
}

export interface ClientOptions {
  /** Files of the workspace, by path below its folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly capabilities?: ClientCapabilities;
  readonly settings?: unknown;
  /** What the client answers when it is asked about past runs; without it the client says that it can't tell. */
  readonly history?: (question: unknown) => unknown;
  /** Options of initialisation beside the settings. */
  readonly initialization?: object;
  /** Another command than the server's own, without `--stdio`. */
  readonly command?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** An editor's side of a real connection over stdio, with a workspace folder of its own. Ends both when disposed. */
export class LanguageClient {
  readonly root: string;
  readonly connection: ProtocolConnection;
  readonly published: PublishDiagnosticsParams[] = [];
  readonly server: ChildProcess;
  initialised!: InitializeResult;
  readonly #waiting = new Set<() => void>();

  private constructor(options: ClientOptions) {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), "dr-runbooks-server-")));
    for (const [path, text] of Object.entries(options.files ?? {})) this.write(path, text);
    const [command = "", ...args] = options.command ?? serverCommand();
    const env = { ...process.env, ...options.env };
    this.server = spawn(command, [...args, "--stdio"], { stdio: ["pipe", "pipe", "inherit"], env });
    if (!this.server.stdin || !this.server.stdout) throw new Error("The server has no standard input and output.");
    this.connection = createProtocolConnection(
      new StreamMessageReader(this.server.stdout),
      new StreamMessageWriter(this.server.stdin),
    );
    this.connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
      this.published.push(params);
      for (const wake of this.#waiting) wake();
    });
    this.connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) =>
      items.map(() => options.settings ?? null),
    );
    this.connection.onRequest("client/registerCapability", () => null);
    this.connection.onRequest("drRunbooks/history", (question) => options.history?.(question) ?? null);
    this.connection.listen();
  }

  static async start(options: ClientOptions = {}): Promise<LanguageClient> {
    const client = new LanguageClient(options);
    client.initialised = await client.connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: null,
      capabilities: options.capabilities ?? {},
      workspaceFolders: [{ uri: client.uri(""), name: "workspace" }],
      initializationOptions: {
        ...(options.capabilities?.workspace?.configuration ? {} : (options.settings as object | undefined)),
        ...(options.history ? { history: true } : {}),
        ...options.initialization,
      },
    });
    await client.connection.sendNotification("initialized", {});
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = this.server.exitCode === null ? once(this.server, "exit") : undefined;
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    await ended;
    this.connection.dispose();
    rmSync(this.root, { recursive: true, force: true });
  }

  uri(path: string): string {
    return pathToFileURL(join(this.root, path)).href;
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  async open(path: string, text: string, languageId = "plaintext"): Promise<void> {
    await this.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri: this.uri(path), languageId, version: 1, text },
    });
  }

  /** Replaces a part of a line, as typing does. */
  async edit(path: string, version: number, line: number, from: number, to: number, text: string): Promise<void> {
    const range = { start: { line, character: from }, end: { line, character: to } };
    await this.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri: this.uri(path), version },
      contentChanges: [{ range, text }],
    });
  }

  /** The next diagnostics of a document that fulfil the condition, those already here included. */
  async diagnostics(
    uri: string,
    wanted: (params: PublishDiagnosticsParams) => boolean = () => true,
  ): Promise<readonly Diagnostic[]> {
    const deadline = Date.now() + LONGEST_WAIT_MS;
    for (;;) {
      const found = this.published.findLast((params) => params.uri === uri);
      if (found && wanted(found)) return found.diagnostics;
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`No such diagnostics for ${uri}; the last are ${JSON.stringify(found)}.`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(wake, left);
        const waiting = this.#waiting;
        function wake(): void {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        }
        waiting.add(wake);
      });
    }
  }

  at(path: string, version: number): Promise<readonly Diagnostic[]> {
    return this.diagnostics(this.uri(path), (params) => params.version === version);
  }
}
