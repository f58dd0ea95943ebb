import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { CliError } from "./errors.ts";

export interface TextDocument {
  /** As the person named it. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

export type ReadOutcome =
  | { readonly status: "read"; readonly document: TextDocument }
  /** `text` is the file with U+FFFD for what could not be read, `line` the first such line, from 1. */
  | { readonly status: "not-utf8"; readonly message: string; readonly line: number; readonly text: string }
  | { readonly status: "unreadable"; readonly message: string };

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder; name a file in it",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOTDIR: "a part of its path is not a folder",
  ELOOP: "its symbolic links form a circle",
};

function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start);
    const slice = bytes.subarray(start, end < 0 ? bytes.length : end);
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(slice);
    } catch {
      return line;
    }
    if (end < 0) break;
    start = end + 1;
  }
  return line;
}

/** Reads a document as UTF-8, byte order mark kept. Never rejects. */
export async function tryReadDocument(name: string, cwd: string): Promise<ReadOutcome> {
  const path = resolve(cwd, name);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    return { status: "unreadable", message: `${name} can't be read: ${reasons[code] ?? (error as Error).message}.` };
  }
  try {
    return { status: "read", document: { name, path, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) } };
  } catch {
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    const line = utf16 ? 1 : firstBadLine(bytes);
    const found = utf16 ? "it is UTF-16" : `line ${line} has bytes that are not valid`;
    return {
      status: "not-utf8",
      message: `${name} is not UTF-8: ${found}. Save it as UTF-8, then try again.`,
      line,
      text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes),
    };
  }
}

/** Throws `CliError` (exit code 2) when the file is unreadable or not UTF-8. */
export async function readDocument(name: string, cwd: string): Promise<TextDocument> {
  const outcome = await tryReadDocument(name, cwd);
  if (outcome.status === "read") return outcome.document;
  throw new CliError(outcome.message);
}
