/** SHA-256 of the bytes, lower-case hex. Passed in: core has no hash function of its own. */
export type Sha256 = (bytes: Uint8Array) => string;

/** RFC 6962 leaf hash of one line without its line feed: SHA-256 of 0x00 and the bytes. */
export function leafHash(line: Uint8Array, sha256: Sha256): string {
  const leaf = new Uint8Array(line.length + 1);
  leaf.set(line, 1);
  return sha256(leaf);
}

/** RFC 6962 hash of an inner node: SHA-256 of 0x01 and the two hashes below it (hex). */
export function sha256OfPair(left: string, right: string, sha256: Sha256): string {
  const node = new Uint8Array(65);
  node[0] = 1;
  writeHex(left, node, 1);
  writeHex(right, node, 33);
  return sha256(node);
}

function writeHex(hex: string, into: Uint8Array, at: number): void {
  for (let index = 0; index < 32; index++) {
    into[at + index] = (digit(hex.charCodeAt(2 * index)) << 4) | digit(hex.charCodeAt(2 * index + 1));
  }
}

function digit(code: number): number {
  return code >= 97 ? code - 87 : code - 48;
}
