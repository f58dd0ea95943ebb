import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { asEntry, textAt } from "../audit/read-entry.ts";
import type { Json } from "../audit/types.ts";
import { sha256 } from "./sha256.ts";
import type { TrailEntry } from "./trail-reader.ts";

export interface KeptOutput {
  readonly node: string;
  /** `stdout`, `stderr` or `rows`. */
  readonly stream: string;
  readonly text: string;
}

/** The outputs that an entry names beside its log. A message when one is missing, or is not what was recorded. */
export async function readKeptOutputs(location: string, entry: TrailEntry): Promise<readonly KeptOutput[] | string> {
  const { kept } = entry;
  const outputs: KeptOutput[] = [];
  for (const item of Array.isArray(kept) ? kept.map((one: Json) => asEntry(one) ?? {}) : []) {
    const [node, stream, blob] = [textAt(item, "node"), textAt(item, "stream"), textAt(item, "blob")];
    if (node === undefined || stream === undefined || blob === undefined || !/^[0-9a-f]{64}$/.test(blob))
      return "What the entry says of its outputs can't be read.";
    const path = join(dirname(location), "blobs", blob);
    const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => error);
    if (bytes instanceof Error) return `${path} can't be read: ${bytes.message}`;
    if (sha256(bytes) !== blob) return `${path} is not what was recorded: its hash is another one. Run audit verify.`;
    outputs.push({ node, stream, text: bytes.toString() });
  }
  return outputs;
}
