import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, State, TransportKind } from "vscode-languageclient/node";
import { commands, notebookTypes, settings } from "../contributions.ts";
import { throughNotebooks } from "../notebook/edit-notebook.ts";
import { documentSelector, startsServer } from "./selector.ts";
import type { TrailHistory } from "./trail-history.ts";

export type ServerState = "not started" | "starting" | "running" | "stopped" | "failed";

/** Runs the language server beside the editor, from the first document that needs it on. */
export class LanguageFeatures implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<ServerState>();
  readonly #opened: vscode.Disposable;
  readonly #history: TrailHistory;
  #client: LanguageClient | undefined;
  #serving: vscode.Disposable | undefined;
  #state: ServerState = "not started";

  readonly onDidChangeState = this.#changed.event;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, history: TrailHistory) {
    this.#context = context;
    this.#history = history;
    this.#log = log;
    this.#opened = vscode.workspace.onDidOpenTextDocument((document) => this.#consider(document));
    for (const document of vscode.workspace.textDocuments) this.#consider(document);
  }

  get state(): ServerState {
    return this.#state;
  }

  get #inventory(): string {
    return vscode.workspace.getConfiguration().get<string>(settings.inventory, "clusters.yaml");
  }

  #consider(document: vscode.TextDocument): void {
    if (this.#state === "not started" && startsServer(document, this.#inventory)) void this.start();
  }

  /** Never rejects: a failed start is explained, with a button to try again. */
  async start(): Promise<void> {
    this.#setState("starting");
    const module = this.#context.asAbsolutePath("dist/server.cjs");
    try {
      if (!existsSync(module)) throw new Error(`${module} is missing. Install the extension again.`);
      this.#client = this.#createClient(module);
      this.#serving = this.#history.serve(this.#client);
      await this.#client.start();
    } catch (error) {
      this.#setState("failed");
      this.#log.error(`language server: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      void this.#explain(error instanceof Error ? error.message : String(error));
    }
  }

  async restart(): Promise<void> {
    await this.#stop();
    await this.start();
  }

  async dispose(): Promise<void> {
    this.#opened.dispose();
    await this.#stop();
    this.#changed.dispose();
  }

  #createClient(module: string): LanguageClient {
    const inventory = this.#inventory;
    const options: LanguageClientOptions = {
      // Cells are told apart by their notebook: without it they would be checked and have no other feature.
      documentSelector: [
        ...documentSelector(inventory),
        ...Object.values(notebookTypes).map((notebook) => ({ notebook })),
      ],
      initializationOptions: {
        commands: [commands.openStep, commands.showPlan, commands.verifyLastRun, commands.editNotebook],
        history: true,
      },
      middleware: {
        provideRenameEdits: async (document, position, newName, token, next) => {
          const edit = await next(document, position, newName, token);
          return edit && throughNotebooks(edit);
        },
      },
      outputChannel: this.#log,
      synchronize: {
        configurationSection: "drRunbooks",
        fileEvents: vscode.workspace.createFileSystemWatcher(`**/${inventory.split(/[\\/]/).at(-1)}`),
      },
      diagnosticCollectionName: "DR Runbooks",
    };
    const run = { module, transport: TransportKind.ipc };
    // The id is the prefix of the setting that traces its messages.
    const client = new LanguageClient("drRunbooks", "DR Runbooks", { run, debug: run }, options);
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) this.#setState("running");
      if (newState === State.Stopped && this.#state !== "failed") this.#setState("stopped");
    });
    return client;
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#serving?.dispose();
    try {
      await client?.dispose();
    } catch (error) {
      this.#log.warn(`language server did not stop in order: ${String(error)}`);
    }
  }

  #setState(state: ServerState): void {
    this.#state = state;
    this.#changed.fire(state);
  }

  async #explain(reason: string): Promise<void> {
    const answer = await vscode.window.showErrorMessage(
      `The language server did not start, so nothing is checked while you type; runbooks can still be run. ${reason}`,
      "Show Log",
      "Retry",
    );
    if (answer === "Show Log") this.#log.show();
    if (answer === "Retry") await this.restart();
  }
}
