import { constants } from "node:fs";
import { mkdir, open, readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { formatVerifierKey, parseVerifierKey, type VerifierKey } from "../audit/note.ts";
import { configFolder } from "./folders.ts";
import { sha256 } from "./sha256.ts";

/** Where the private half of a key is kept: a file in the audit folder, or the secret storage of an editor. */
export type KeyPlace = "file" | "secrets";

export interface TrustedKey {
  readonly key: VerifierKey;
  readonly place: KeyPlace;
}

/**
 * Public keys that this machine's own installations wrote with, and in which audit folder. Lies outside of every audit
 * folder: who can write there can put a log and a public key into it, and is still not trusted.
 */
export function trustedKeysFile(): string {
  return join(configFolder(), "trusted-keys");
}

/** The keys noted for an audit folder. A file that is not there holds none. */
export async function readTrustedKeys(folder: string): Promise<TrustedKey[]> {
  const own = await realpath(folder).catch(() => folder);
  const text = await readFile(trustedKeysFile(), "utf8").catch(() => "");
  return text.split("\n").flatMap((line): TrustedKey[] => {
    const [, encoded = "", place, path] = /^(\S+) (file|secrets) (.+)$/.exec(line) ?? [];
    const key = path === own ? parseVerifierKey(encoded, sha256) : undefined;
    return key ? [{ key, place: place as KeyPlace }] : [];
  });
}

/** Notes a key once. Resolves to false when that can't be written. */
export async function trustKey(folder: string, { key, place }: TrustedKey): Promise<boolean> {
  const encoded = formatVerifierKey(key);
  const known = await readTrustedKeys(folder);
  if (known.some((one) => one.place === place && formatVerifierKey(one.key) === encoded)) return true;
  const path = trustedKeysFile();
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const { O_APPEND, O_CREAT, O_WRONLY } = constants;
    const file = await open(path, O_APPEND | O_CREAT | O_WRONLY | (constants.O_NOFOLLOW ?? 0), 0o600);
    try {
      await file.writeFile(`${encoded} ${place} ${await realpath(folder)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    return true;
  } catch {
    return false;
  }
}
