import { fromBase64, toBase64 } from "./bytes.ts";
import { originOf } from "./checkpoint.ts";
import type { Sha256 } from "./leaf-hash.ts";
import {
  type CheckSignature,
  isSignedBy,
  parseNote,
  type Signer,
  signNote,
  type VerifierKey,
  verifierKey,
} from "./note.ts";

/** Says that a key speaks for a log: signed by the installation, which outlives the log. */
export function certify(
  log: string,
  logKey: Uint8Array,
  installation: { readonly name: string; readonly signer: Signer },
  sha256: Sha256,
): string {
  const text = `dr-runbooks/log-key\n${log}\n${toBase64(logKey)}\n`;
  return signNote(text, installation.name, installation.signer, sha256);
}

export type Certified =
  | { readonly status: "certified"; readonly key: VerifierKey; readonly by: VerifierKey }
  /** Signed by a key that is not among the trusted ones. */
  | { readonly status: "unknown-key"; readonly key: VerifierKey; readonly name: string; readonly hash: string }
  | { readonly status: "invalid" };

/** Reads the certificate of a log's key. */
export function readCertificate(
  text: string,
  log: string,
  trusted: readonly VerifierKey[],
  ports: { readonly sha256: Sha256; readonly checkSignature: CheckSignature },
): Certified {
  const note = parseNote(text);
  const [, name, encoded] = /^dr-runbooks\/log-key\n(\S+)\n(\S+)\n$/.exec(note?.text ?? "") ?? [];
  const publicKey = encoded === undefined ? undefined : fromBase64(encoded);
  if (!note || name !== log || publicKey?.length !== 32) return { status: "invalid" };
  const key = verifierKey(originOf(log), publicKey, ports.sha256);
  const { signature } = note;
  const signer = trusted.find((one) => one.name === signature.name && one.hash === signature.hash);
  if (!signer) return { status: "unknown-key", key, name: signature.name, hash: signature.hash };
  return isSignedBy(note, signer, ports.checkSignature)
    ? { status: "certified", key, by: signer }
    : { status: "invalid" };
}
