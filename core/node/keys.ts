import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { constants } from "node:fs";
import { link, mkdir, open, readdir, readFile, unlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import {
  type CheckSignature,
  formatVerifierKey,
  parseVerifierKey,
  type Signer,
  type VerifierKey,
  verifierKey,
} from "../audit/note.ts";
import { TrailError } from "../audit/types.ts";
import type { Remark } from "../audit/verdict.ts";
import { sha256 } from "./sha256.ts";
import { auditFolder } from "./trail-files.ts";
import { type KeyPlace, readTrustedKeys, trustedKeysFile, trustKey } from "./trusted-keys.ts";

/** Where the private key of this installation is kept: a file of the command line, the secret storage of an editor. */
export interface KeyStore {
  readonly place: KeyPlace;
  read(): Promise<string | undefined>;
  /** Keeps the text unless there is one already. */
  write(text: string): Promise<void>;
}

export interface Installation {
  readonly name: string;
  readonly signer: Signer;
  readonly verifierKey: VerifierKey;
}

const pkcs8Head = Buffer.from("302e020100300506032b657004220420", "hex");
const spkiHead = Buffer.from("302a300506032b6570032100", "hex");

/** An Ed25519 key that never leaves memory. */
export function temporarySigner(): Signer {
  return toSigner(generateKeyPairSync("ed25519").privateKey);
}

export const checkSignature: CheckSignature = (publicKey, message, signature) => {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    return verify(null, message, importPublic(publicKey), signature);
  } catch {
    return false;
  }
};

let lastImported: { readonly bytes: string; readonly key: KeyObject } | undefined;

function importPublic(bytes: Uint8Array): KeyObject {
  const text = Buffer.from(bytes).toString("hex");
  if (lastImported?.bytes !== text) {
    const key = createPublicKey({ key: Buffer.concat([spkiHead, bytes]), format: "der", type: "spki" });
    lastImported = { bytes: text, key };
  }
  return lastImported.key;
}

function toSigner(key: KeyObject): Signer {
  const publicKey = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(spkiHead.length);
  return { publicKey, sign: (message) => sign(null, message, key) };
}

/**
 * The key of this installation, made at the first call. Its public half is put into `keys/` of the audit folder, for whom
 * the folder is handed to, and among the keys that this machine trusts. Rejects with TrailError.
 */
export async function openInstallation(folder: string, store: KeyStore = keyFile(folder)): Promise<Installation> {
  let text = await store.read();
  const isNew = text === undefined;
  if (isNew) {
    await store.write(newKeyText());
    // What counts is what is kept: another process may have been first.
    text = await store.read();
  }
  const installation = parseKeyText(text ?? "");
  if (!installation)
    throw new TrailError("The installation's key can't be read. Move it away; a new one is then made.");
  const { verifierKey: key } = installation;
  if (!isNew && store.place === "file") await refuseReplaced(folder, key);
  await publish(folder, key);
  await trustKey(folder, { key, place: store.place });
  return installation;
}

/** A key file that is another one than before was put there by somebody: to write on with it is to trust them. */
async function refuseReplaced(folder: string, key: VerifierKey): Promise<void> {
  const before = (await readTrustedKeys(folder)).filter(({ place }) => place === "file");
  if (before.length === 0 || before.some((one) => formatVerifierKey(one.key) === formatVerifierKey(key))) return;
  throw new TrailError(
    `keys/installation.key in ${folder} is not the key that this machine wrote with before: it was replaced. Put the old one back, or move this one away, and a new one is made. If it is yours, take the lines of this folder out of ${trustedKeysFile()}.`,
  );
}

/** Keys that this machine's own installations wrote with in an audit folder. */
export async function trustedInstallations(
  folder: string,
): Promise<{ readonly keys: readonly VerifierKey[]; readonly remarks: readonly Remark[] }> {
  const keys = (await readTrustedKeys(folder)).map(({ key }) => key);
  if (keys.length > 0 || folder !== auditFolder()) return { keys, remarks: [] };
  const text = await keyFile(folder)
    .read()
    .catch(() => undefined);
  const own = parseKeyText(text ?? "")?.verifierKey;
  if (own === undefined) return { keys, remarks: [] };
  const message =
    "The key that certifies it was taken from the audit folder itself, first seen now. The next run notes it outside.";
  return { keys: [own], remarks: [{ reason: "key-first-seen", entry: 0, message }] };
}

/** A key that lies elsewhere, as `keys/installation.key` is written. Rejects with TrailError when it is not there or can't be read. */
export async function readInstallation(path: string): Promise<Installation> {
  const text = await keyAt(path).read();
  if (text === undefined) throw new TrailError(`There is no key ${path}.`);
  const installation = parseKeyText(text);
  if (!installation) throw new TrailError(`${path} is no private key as this product writes it.`);
  return installation;
}

/** `keys/installation.key` in the audit folder, for its owner alone. */
export function keyFile(folder: string): KeyStore {
  return keyAt(join(folder, "keys", "installation.key"));
}

function keyAt(path: string): KeyStore {
  return {
    place: "file",
    async read() {
      try {
        const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
        try {
          const { mode } = await file.stat();
          if (process.platform !== "win32" && (mode & 0o077) !== 0)
            throw new TrailError(`The installation's key is open to others. Take their rights away: chmod 600 ${path}`);
          return await file.readFile("utf8");
        } finally {
          await file.close();
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        if (error instanceof TrailError) throw error;
        throw new TrailError(`The installation's key can't be read: ${(error as Error).message}.`);
      }
    },
    async write(text) {
      const temporary = `${path}.${process.pid}`;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(temporary, text, { mode: 0o600, flush: true });
      try {
        // Fails when the file is there: the first key stays.
        await link(temporary, path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      } finally {
        await unlink(temporary);
      }
    },
  };
}

/** The keys that lie in an audit folder. Anybody who can write there can add one. */
export async function knownKeys(folder: string): Promise<VerifierKey[]> {
  const keys = join(folder, "keys");
  const names = await readdir(keys).catch(() => []);
  const texts = await Promise.all(
    names.filter((name) => name.endsWith(".pub")).map((name) => readFile(join(keys, name), "utf8").catch(() => "")),
  );
  return texts.flatMap((text) => parseVerifierKey(text, sha256) ?? []);
}

async function publish(folder: string, key: VerifierKey): Promise<void> {
  const path = join(folder, "keys", `${key.hash}.pub`);
  const text = `${formatVerifierKey(key)}\n`;
  try {
    if ((await readFile(path, "utf8")) === text) return;
  } catch {
    // It is not there yet.
  }
  await mkdir(join(folder, "keys"), { recursive: true, mode: 0o700 });
  await writeFile(path, text, { mode: 0o600 });
}

/** Name and seed in one line, as C2SP signed-note's tools write a private key. */
function newKeyText(): string {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(spkiHead.length);
  const name = `dr-runbooks/${hostname().replaceAll(/[^\w.-]/g, "_")}`;
  const seed = privateKey.export({ format: "der", type: "pkcs8" }).subarray(pkcs8Head.length);
  const encoded = Buffer.concat([Buffer.of(1), seed]).toString("base64");
  return `PRIVATE+KEY+${name}+${verifierKey(name, raw, sha256).hash}+${encoded}\n`;
}

function parseKeyText(text: string): Installation | undefined {
  const [, name, hash, encoded = ""] = /^PRIVATE\+KEY\+([^+\s]+)\+([0-9a-f]{8})\+(\S+)\s*$/.exec(text) ?? [];
  const bytes = Buffer.from(encoded, "base64");
  if (name === undefined || bytes.length !== 33 || bytes[0] !== 1) return undefined;
  const der = Buffer.concat([pkcs8Head, bytes.subarray(1)]);
  const signer = toSigner(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  const key = verifierKey(name, signer.publicKey, sha256);
  return key.hash === hash ? { name, signer, verifierKey: key } : undefined;
}
