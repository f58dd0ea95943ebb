import { concatBytes, fromBase64, fromHex, toBase64, toHex } from "./bytes.ts";
import type { Sha256 } from "./leaf-hash.ts";

/** Ed25519. `publicKey` has 32 bytes, a signature 64. */
export interface Signer {
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

/** False for a signature or a key that is none. */
export type CheckSignature = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

/** A public key with its name: `name+hash+key`, as C2SP signed-note writes it. */
export interface VerifierKey {
  readonly name: string;
  /** First four bytes of SHA-256 of name, line feed, algorithm and key, in hex. */
  readonly hash: string;
  readonly publicKey: Uint8Array;
}

const ed25519 = 1;
const encoder = new TextEncoder();

export function verifierKey(name: string, publicKey: Uint8Array, sha256: Sha256): VerifierKey {
  const hash = sha256(concatBytes(encoder.encode(`${name}\n`), Uint8Array.of(ed25519), publicKey)).slice(0, 8);
  return { name, hash, publicKey };
}

export function formatVerifierKey({ name, hash, publicKey }: VerifierKey): string {
  return `${name}+${hash}+${toBase64(concatBytes(Uint8Array.of(ed25519), publicKey))}`;
}

/** Undefined unless the text is an Ed25519 verifier key whose hash is its own. */
export function parseVerifierKey(text: string, sha256: Sha256): VerifierKey | undefined {
  const [, name, hash, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? [];
  const bytes = encoded === undefined ? undefined : fromBase64(encoded);
  if (name === undefined || bytes === undefined || bytes.length !== 33 || bytes[0] !== ed25519) return undefined;
  const key = verifierKey(name, bytes.slice(1), sha256);
  return key.hash === hash ? key : undefined;
}

export interface NoteSignature {
  readonly name: string;
  /** Of the key, as in `VerifierKey`. */
  readonly hash: string;
  readonly signature: Uint8Array;
}

/** A C2SP signed note with one signature. */
export interface Note {
  /** Ends in a line feed. */
  readonly text: string;
  readonly signature: NoteSignature;
}

export function signNote(text: string, name: string, signer: Signer, sha256: Sha256): string {
  const { hash } = verifierKey(name, signer.publicKey, sha256);
  const signature = signer.sign(encoder.encode(text));
  return `${text}\n— ${name} ${toBase64(concatBytes(fromHex(hash) ?? new Uint8Array(), signature))}\n`;
}

/** Undefined unless the text is a note as `signNote` writes it, to the byte. */
export function parseNote(note: string): Note | undefined {
  const [, text, name, encoded] = /^((?:[^\n]+\n)+)\n— ([^+\s]+) ([A-Za-z0-9+/=]+)\n$/.exec(note) ?? [];
  const bytes = encoded === undefined ? undefined : fromBase64(encoded);
  if (text === undefined || name === undefined || bytes === undefined || bytes.length !== 68) return undefined;
  return { text, signature: { name, hash: toHex(bytes.slice(0, 4)), signature: bytes.slice(4) } };
}

/** Whether this key signed the note. */
export function isSignedBy({ text, signature }: Note, key: VerifierKey, check: CheckSignature): boolean {
  return (
    signature.name === key.name &&
    signature.hash === key.hash &&
    check(key.publicKey, encoder.encode(text), signature.signature)
  );
}
