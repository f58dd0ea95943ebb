import { open } from "node:fs/promises";

export type TextFile =
  | { readonly status: "read"; readonly text: string }
  /** `message` names the path and what to do. */
  | { readonly status: "missing" | "not-a-file" | "unreadable" | "too-large" | "not-utf8"; readonly message: string };

const defaultMaxBytes = 16 * 1024 * 1024;

/** Reads a UTF-8 text file with every byte kept: a byte order mark stays in the text, and bytes that are not UTF-8 are refused rather than replaced. */
export async function readTextFile(path: string, maxBytes = defaultMaxBytes): Promise<TextFile> {
  try {
    const file = await open(path, "r");
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return { status: "not-a-file", message: `${path} is not a file. Name a file.` };
      if (stat.size > maxBytes) {
        return {
          status: "too-large",
          message: `${path} has ${stat.size} bytes; at most ${maxBytes} are read. Split it.`,
        };
      }
      return decode(path, await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR")
      return { status: "missing", message: `${path} does not exist. Check the path.` };
    return { status: "unreadable", message: `${path} can't be read: ${message}` };
  }
}

function decode(path: string, bytes: Uint8Array): TextFile {
  try {
    return { status: "read", text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { status: "not-utf8", message: `${path} is not UTF-8${at(bytes)}. Save it as UTF-8.` };
  }
}

function at(bytes: Uint8Array): string {
  const replaced = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const bad = replaced.indexOf("\ufffd");
  if (bad < 0) return "";
  return ` (line ${replaced.slice(0, bad).split("\n").length})`;
}
