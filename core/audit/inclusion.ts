import { parseCheckpoint } from "./checkpoint.ts";
import { leafHash, type Sha256 } from "./leaf-hash.ts";
import { readCertificate } from "./log-key.ts";
import { type CheckSignature, formatVerifierKey, isSignedBy, type VerifierKey } from "./note.ts";
import { rootFromProof } from "./proof.ts";
import { asEntry, type Entry, readEntry } from "./read-entry.ts";
import type { Json } from "./types.ts";

/** All that it takes to prove, without the log, that one entry is in it. */
export interface InclusionProof {
  readonly log: string;
  readonly seq: number;
  /** The canonical line. */
  readonly line: string;
  /** Hashes beside the way to the root of the checkpoint's tree, the lowest first, hex. */
  readonly path: readonly string[];
  /** Signed note. */
  readonly checkpoint: string;
  /** Signed note: the installation vouches for the log's key. */
  readonly certificate: string;
}

export type Inclusion =
  | { readonly status: "proved"; readonly entry: Entry; readonly size: number; readonly key: string }
  | { readonly status: "refuted" | "unknown-key"; readonly message: string };

/** Undefined when the value has not the shape of a proof. */
export function toInclusionProof(value: Json): InclusionProof | undefined {
  const { log, seq, line, path, checkpoint, certificate } = asEntry(value) ?? {};
  const texts = [log, line, checkpoint, certificate];
  const hashes = Array.isArray(path) && path.every((hash) => typeof hash === "string");
  if (!texts.every((text) => typeof text === "string") || typeof seq !== "number" || !hashes) return undefined;
  return { log, seq, line, path, checkpoint, certificate } as unknown as InclusionProof;
}

export function checkInclusion(
  proof: InclusionProof,
  trusted: readonly VerifierKey[],
  ports: { readonly sha256: Sha256; readonly checkSignature: CheckSignature },
): Inclusion {
  const refuted = (message: string): Inclusion => ({ status: "refuted", message });
  const bytes = new TextEncoder().encode(proof.line);
  const entry = readEntry(bytes);
  if (entry === undefined) return refuted("The line is not one that this product writes.");
  if (entry["log"] !== proof.log || entry["seq"] !== proof.seq) return refuted("The line is another entry's.");
  const checkpoint = parseCheckpoint(proof.checkpoint);
  if (checkpoint === undefined || checkpoint.log !== proof.log) return refuted("The checkpoint is not one of the log.");
  const key = readCertificate(proof.certificate, proof.log, trusted, ports);
  if (key.status === "invalid") return refuted("The certificate of the log's key is forged.");
  if (!isSignedBy(checkpoint.note, key.key, ports.checkSignature))
    return refuted("The checkpoint is not signed with the log's key.");
  const { size, root } = checkpoint;
  if (rootFromProof(leafHash(bytes, ports.sha256), proof.seq, size, proof.path, ports.sha256) !== root)
    return refuted("The entry is not in the tree that the checkpoint settled.");
  if (key.status === "unknown-key") {
    const message = `The proof holds together, but it rests on the key ${key.name}+${key.hash}, which is not among the known ones. Get that installation's key and give it with --key.`;
    return { status: "unknown-key", message };
  }
  return { status: "proved", entry, size, key: formatVerifierKey(key.by) };
}
