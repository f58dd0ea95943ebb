import { canonicalText, maxLineBytes } from "./canonical-line.ts";
import type { Json } from "./types.ts";

export type Entry = Readonly<Record<string, Json>>;

/** The entry that the bytes of a line hold; undefined for bytes that the writer never writes. */
export function readEntry(bytes: Uint8Array): Entry | undefined {
  if (bytes.length > maxLineBytes) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const value = JSON.parse(text) as Json;
    const entry = asEntry(value);
    return entry && canonicalText(value) === text ? entry : undefined;
  } catch {
    return undefined;
  }
}

export function asEntry(value: Json | undefined): Entry | undefined {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Entry) : undefined;
}

/** The text at a path of keys; undefined where there is none. */
export function textAt(entry: Entry, ...path: readonly string[]): string | undefined {
  let value: Json | undefined = entry;
  for (const key of path) value = asEntry(value)?.[key];
  return typeof value === "string" ? value : undefined;
}
