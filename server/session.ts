import type { ClientCapabilities, Connection, InitializeParams } from "vscode-languageserver/node";
import { NotebookDocuments, TextDocuments } from "vscode-languageserver/node";
import type { Analysis } from "../core/language/analyse.ts";
import { diagnose } from "../core/language/diagnose.ts";
import { lintContextOf } from "../core/language/lint-context.ts";
import { readNodeFiles } from "../core/language/node-files.ts";
import type { Finding, LintContext } from "../core/lint/rule.ts";
import type { OptionFile } from "../core/option-file/types.ts";
import { isFile, toPath } from "./from-lsp.ts";
import { Guard } from "./guard.ts";
import { Inventories, type PlacedInventory } from "./inventories.ts";
import { type OpenDocument, openDocuments } from "./open-document.ts";
import { includedBy, readerOf } from "./option-files.ts";
import { SettingsStore } from "./settings-store.ts";

/** What the handlers share while one client is connected. */
export class Session {
  readonly connection: Connection;
  readonly documents = new TextDocuments<OpenDocument>(openDocuments);
  readonly notebooks = new NotebookDocuments<OpenDocument>(openDocuments);
  readonly guard = new Guard();
  readonly settings: SettingsStore;
  readonly inventories: Inventories;
  /** Addresses of the notebooks that are open. */
  readonly openNotebooks = new Set<string>();
  capabilities: ClientCapabilities = {};
  /** Commands of the client that lenses may name. */
  commands: readonly string[] = [];
  readonly #findings = new WeakMap<OpenDocument, Promise<readonly Finding[]>>();
  #epoch = 0;
  #optionFileEpoch = 0;
  readonly #epochs = new WeakMap<OpenDocument, string>();

  constructor(connection: Connection) {
    this.connection = connection;
    this.settings = new SettingsStore(connection);
    this.inventories = new Inventories(
      this.guard,
      (path) => this.documents.all().find((document) => isFile(document.uri) && document.path === path)?.text,
      (message) => this.connection.console.warn(message),
    );
  }

  initialise(params: InitializeParams): void {
    this.capabilities = params.capabilities ?? {};
    const commands: unknown = (params.initializationOptions as { commands?: unknown } | undefined)?.commands;
    this.commands = Array.isArray(commands) ? commands.filter((command) => typeof command === "string") : [];
    const folders = params.workspaceFolders?.map((folder) => folder.uri) ?? (params.rootUri ? [params.rootUri] : []);
    this.guard.setFolders(folders.filter(isFile).map(toPath));
    this.settings.initialise(this.capabilities.workspace?.configuration === true, params.initializationOptions);
  }

  /** Whether the client asks for diagnostics itself. */
  get pulls(): boolean {
    return this.capabilities.textDocument?.diagnostic !== undefined;
  }

  /** Whether it asks for those of cells too: one cell changes what is wrong in others, so its answer must be able to hold several. */
  get pullsCells(): boolean {
    return this.capabilities.textDocument?.diagnostic?.relatedDocumentSupport === true;
  }

  /** Another one each time that what documents are checked against has changed. */
  get surroundings(): number {
    return this.#epoch;
  }

  /** What documents are checked against has changed. */
  surroundingsChanged(): void {
    this.#epoch++;
    this.inventories.forget();
  }

  /** An option file has changed, which others may include or be compared with. */
  optionFileChanged(): void {
    this.#optionFileEpoch++;
  }

  /** Another one each time that an option file or what surrounds it has changed. */
  get optionFilesState(): string {
    return `${this.#epoch} ${this.#optionFileEpoch}`;
  }

  #epochOf({ kind }: OpenDocument): string {
    return kind === "option-file" ? this.optionFilesState : `${this.#epoch}`;
  }

  /** The findings of this version of a document, worked out once as long as its surroundings stay the same. */
  findingsOf(document: OpenDocument): Promise<readonly Finding[]> {
    const known = this.#epochs.get(document) === this.#epochOf(document) ? this.#findings.get(document) : undefined;
    if (known) return known;
    const findings = this.#check(document);
    this.#findings.set(document, findings);
    this.#epochs.set(document, this.#epochOf(document));
    return findings;
  }

  async #check(document: OpenDocument): Promise<readonly Finding[]> {
    if (document.analysis.kind === "none") return [];
    return this.check(document.uri, document.path, document.analysis);
  }

  async check(uri: string, path: string, analysis: Analysis): Promise<readonly Finding[]> {
    const { inventory: setting, rules, ...defaults } = await this.settings.of(uri);
    const placed = await this.inventories.of(path, setting);
    const around = { ...defaults, ...(placed ? { inventory: placed.inventory, inventoryFolder: placed.folder } : {}) };
    const context = { ...lintContextOf(path, analysis, around), ...(rules ? { rules } : {}) };
    return diagnose(
      analysis,
      analysis.kind === "option-file" ? await this.#among(path, analysis.file, context, placed) : context,
    );
  }

  /** An option file with what it includes, what the disk says of it and the files of the other nodes. */
  async #among(
    path: string,
    file: OptionFile,
    context: LintContext,
    placed: PlacedInventory | undefined,
  ): Promise<LintContext> {
    const included = await includedBy(this, path, file);
    const mode = await this.guard.mode(path);
    const nodes =
      context.cluster && context.node && placed
        ? await readNodeFiles(context.cluster, placed.folder, { path, file, included }, readerOf(this))
        : undefined;
    return { ...context, included, ...(mode === undefined ? {} : { mode }), ...(nodes ? { nodes } : {}) };
  }

  /** A failure in one document or handler is noted and ends nothing else. */
  failed(what: string, error: unknown): void {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.connection.console.error(`${what} failed: ${detail}`);
  }

  /** Runs a handler's work; its failure gives `fallback`. */
  async guarded<T>(what: string, work: () => Promise<T>, fallback: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.failed(what, error);
      return fallback;
    }
  }
}
