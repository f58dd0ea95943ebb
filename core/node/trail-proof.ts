import { readFile } from "node:fs/promises";
import { type Checkpoint, parseCheckpoint, splitNotes } from "../audit/checkpoint.ts";
import type { InclusionProof } from "../audit/inclusion.ts";
import { leafHash } from "../audit/leaf-hash.ts";
import { ProofBuilder } from "../audit/proof.ts";
import { readEntry, textAt } from "../audit/read-entry.ts";
import { sha256 } from "./sha256.ts";
import { checkpointFile } from "./trail-files.ts";
import { linesOf } from "./trail-lines.ts";

export type ProofOutcome =
  | { readonly status: "made"; readonly proof: InclusionProof }
  | { readonly status: "none"; readonly message: string };

/** Proves that an entry is in the log as its newest checkpoint settled it. Rejects when the log can't be read. */
export async function proveInclusion(location: string, seq: number): Promise<ProofOutcome> {
  const newest = await newestCheckpoint(location);
  if (newest === undefined)
    return { status: "none", message: "The log has no checkpoint: none of its entries is settled." };
  const { text, checkpoint } = newest;
  if (seq >= checkpoint.size)
    return {
      status: "none",
      message: `Entry ${seq} is not settled: the newest checkpoint is for ${checkpoint.size} entries, 0 to ${checkpoint.size - 1}.`,
    };
  const builder = new ProofBuilder(seq, checkpoint.size, sha256);
  let line = "";
  let certificate = "";
  let index = 0;
  for await (const { bytes, complete } of linesOf(location)) {
    if (!complete || index >= checkpoint.size) break;
    if (index === 0) certificate = textAt(readEntry(bytes) ?? {}, "key", "certificate") ?? "";
    if (index === seq) line = bytes.toString("utf8");
    builder.add(leafHash(bytes, sha256));
    index++;
  }
  if (index < checkpoint.size)
    return { status: "none", message: `The log has ${index} entries, its checkpoint ${checkpoint.size}. Verify it.` };
  const proof = { log: checkpoint.log, seq, line, path: builder.path(), checkpoint: text, certificate };
  return { status: "made", proof };
}

async function newestCheckpoint(location: string): Promise<{ text: string; checkpoint: Checkpoint } | undefined> {
  const text = await readFile(checkpointFile(location), "utf8").catch(() => "");
  const last = splitNotes(text).notes.at(-1);
  const checkpoint = last === undefined ? undefined : parseCheckpoint(last);
  return last !== undefined && checkpoint !== undefined ? { text: last, checkpoint } : undefined;
}
