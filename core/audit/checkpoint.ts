import { fromBase64, fromHex, toBase64, toHex } from "./bytes.ts";
import type { Sha256 } from "./leaf-hash.ts";
import { type Note, parseNote, type Signer, signNote } from "./note.ts";

/** How far a log had come: what its first `size` entries are is settled by `root`. */
export interface TreeHead {
  readonly log: string;
  readonly size: number;
  /** RFC 6962 tree hash, lower-case hex. */
  readonly root: string;
}

export interface Checkpoint extends TreeHead {
  readonly note: Note;
}

/** Origin of the checkpoints of a log, and name of the key that signs them. */
export function originOf(log: string): string {
  return `dr-runbooks/log/${log}`;
}

/** A C2SP tlog-checkpoint: origin, size, root in base64, signature. */
export function signCheckpoint({ log, size, root }: TreeHead, signer: Signer, sha256: Sha256): string {
  const origin = originOf(log);
  return signNote(`${origin}\n${size}\n${toBase64(fromHex(root) ?? new Uint8Array())}\n`, origin, signer, sha256);
}

/** Undefined unless the text is a checkpoint as `signCheckpoint` writes it, to the byte. Its signature is not looked at. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const note = parseNote(text);
  const [, log, digits, encoded] = /^dr-runbooks\/log\/(\S+)\n(0|[1-9]\d{0,15})\n(\S+)\n$/.exec(note?.text ?? "") ?? [];
  const root = encoded === undefined ? undefined : fromBase64(encoded);
  const size = Number(digits);
  if (!note || log === undefined || root?.length !== 32 || !Number.isSafeInteger(size)) return undefined;
  return { log, size, root: toHex(root), note };
}

/** The notes of a file of checkpoints. What does not end in a signature line is left over. */
export function splitNotes(text: string): { readonly notes: readonly string[]; readonly rest: string } {
  const notes: string[] = [];
  let done = 0;
  for (const match of text.matchAll(/^— [^\n]*\n/gm)) {
    const end = match.index + match[0].length;
    notes.push(text.slice(done, end));
    done = end;
  }
  return { notes, rest: text.slice(done) };
}
