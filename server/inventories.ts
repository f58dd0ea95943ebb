import { dirname, resolve } from "node:path";
import { parseInventory } from "../core/cluster/inventory.ts";
import type { Inventory } from "../core/cluster/inventory-types.ts";
import type { Guard } from "./guard.ts";

export interface PlacedInventory {
  readonly inventory: Inventory;
  /** What its paths are relative to. */
  readonly folder: string;
  readonly path: string;
  readonly text: string;
}

/** The inventory of each workspace folder, read when first needed. What stands in the editor goes before what is on the disk. */
export class Inventories {
  readonly #guard: Guard;
  readonly #openText: (path: string) => string | undefined;
  readonly #log: (message: string) => void;
  readonly #cache = new Map<string, Promise<PlacedInventory | undefined>>();

  constructor(guard: Guard, openText: (path: string) => string | undefined, log: (message: string) => void) {
    this.#guard = guard;
    this.#openText = openText;
    this.#log = log;
  }

  forget(): void {
    this.#cache.clear();
  }

  /** The inventory for a document at `path`; none when the document lies outside the workspace or there is no inventory. */
  async of(path: string, setting: string): Promise<PlacedInventory | undefined> {
    const folder = this.#guard.folderOf(path);
    if (folder === undefined) return undefined;
    const file = resolve(folder, setting);
    const known = this.#cache.get(file) ?? this.#load(file);
    this.#cache.set(file, known);
    return known;
  }

  async #load(file: string): Promise<PlacedInventory | undefined> {
    const text = this.#openText(file) ?? (await this.#readText(file));
    return text === undefined
      ? undefined
      : { inventory: parseInventory(text), folder: dirname(file), path: file, text };
  }

  async #readText(file: string): Promise<string | undefined> {
    const outcome = await this.#guard.read(file);
    if (outcome.status === "refused") this.#log(`The cluster inventory ${file} is not used: ${outcome.because}.`);
    return outcome.status === "read" ? outcome.text : undefined;
  }
}
