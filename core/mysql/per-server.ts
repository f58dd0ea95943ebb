import type { Version } from "./flavor.ts";

/** More than the servers that an unknown target may stand for. */
const SERVERS_KEPT = 16;

/** Something kept for each server, however often its version is made anew. Line after line asks for the same one. */
export class PerServer<T> {
  readonly #make: () => T;
  readonly #kept = new Map<string, T>();
  #latest: { readonly server: Version; readonly value: T } | undefined;

  constructor(make: () => T) {
    this.#make = make;
  }

  of(server: Version): T {
    if (this.#latest?.server === server) return this.#latest.value;
    const { flavor, major, minor, patch } = server;
    const key = `${flavor} ${major}.${minor}.${patch}`;
    const value = this.#kept.get(key) ?? this.#make();
    if (this.#kept.size >= SERVERS_KEPT && !this.#kept.has(key)) this.#kept.clear();
    this.#kept.set(key, value);
    this.#latest = { server, value };
    return value;
  }
}
