/** SHA-256 of the bytes, lower-case hex. Passed in: core has no hash function of its own. */
export type Sha256 = (bytes: Uint8Array) => string;

/** RFC 6962 leaf hash of one line without its line feed: SHA-256 of 0x00 and the bytes. */
export function leafHash(line: Uint8Array, sha256: Sha256): string {
  const leaf = new Uint8Array(line.length + 1);
  leaf.set(line, 1);
  return sha256(leaf);
}
