import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { readTextFile } from "../core/node/files.ts";
import { CliError } from "./errors.ts";

export interface TextDocument {
  /** As the person named it. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** A byte order mark is kept. */
  readonly text: string;
}

export type ReadOutcome =
  | { readonly status: "read"; readonly document: TextDocument }
  /** `text` is the file with U+FFFD in place of the bytes that could not be read. */
  | { readonly status: "not-utf8"; readonly message: string; readonly text: string }
  | { readonly status: "unreadable"; readonly message: string };

/** Reads a document as UTF-8. Never rejects. */
export async function tryReadDocument(name: string, cwd: string): Promise<ReadOutcome> {
  const path = resolve(cwd, name);
  const file = await readTextFile(path);
  if (file.status === "read") return { status: "read", document: { name, path, text: file.text } };
  if (file.status !== "not-utf8") return { status: "unreadable", message: file.message };
  const bytes = await readFile(path).catch(() => new Uint8Array());
  return {
    status: "not-utf8",
    message: file.message,
    text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes),
  };
}

/** Throws `CliError` (exit code 2) when the file is unreadable or not UTF-8. */
export async function readDocument(name: string, cwd: string): Promise<TextDocument> {
  const outcome = await tryReadDocument(name, cwd);
  if (outcome.status === "read") return outcome.document;
  throw new CliError(outcome.message);
}
