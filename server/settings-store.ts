import { setTimeout as delay } from "node:timers/promises";
import type { Connection } from "vscode-languageserver/node";
import { DEFAULT_SETTINGS, type Settings, toSettings } from "./from-lsp.ts";

const SECTION = "drRunbooks";
/** A client that does not answer must not keep findings from being shown. */
const LONGEST_WAIT_MS = 2000;

/** The client's settings: asked for where it lets us, else as it sends them. */
export class SettingsStore {
  readonly #connection: Connection;
  readonly #asked = new Map<string, Promise<Settings>>();
  #canAsk = false;
  #sent: Settings = DEFAULT_SETTINGS;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  initialise(canAsk: boolean, options: unknown): void {
    this.#canAsk = canAsk;
    this.#sent = toSettings(sectionOf(options));
  }

  /** Takes what came with a change; settings that were asked for are asked for again. */
  change(payload: unknown): void {
    this.#asked.clear();
    if (!this.#canAsk) this.#sent = toSettings(sectionOf(payload));
  }

  async of(uri: string): Promise<Settings> {
    if (!this.#canAsk) return this.#sent;
    const known = this.#asked.get(uri) ?? this.#ask(uri);
    this.#asked.set(uri, known);
    return known;
  }

  forget(uri: string): void {
    this.#asked.delete(uri);
  }

  async #ask(uri: string): Promise<Settings> {
    const waiting = new AbortController();
    try {
      const answer: unknown = await Promise.race([
        this.#connection.workspace.getConfiguration({ scopeUri: uri, section: SECTION }),
        delay(LONGEST_WAIT_MS, undefined, { signal: waiting.signal, ref: false }),
      ]);
      return toSettings(answer);
    } catch {
      return DEFAULT_SETTINGS;
    } finally {
      waiting.abort();
    }
  }
}

function sectionOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && SECTION in value ? value[SECTION] : value;
}
