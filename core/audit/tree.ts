import { type Sha256, sha256OfPair } from "./leaf-hash.ts";

/** Root of the RFC 6962 tree over any number of leaves, in memory that grows with the logarithm of their number. */
export class MerkleTree {
  readonly #sha256: Sha256;
  /** Roots of the complete subtrees, largest first: one for each 1 in the binary form of `size`. */
  readonly #peaks: string[] = [];
  #size = 0;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  get size(): number {
    return this.#size;
  }

  /** `leaf`: the leaf hash, lower-case hex. */
  add(leaf: string): void {
    let node = leaf;
    // Each trailing 1 is a complete subtree of the size that the new one has reached by now.
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      node = sha256OfPair(this.#peaks.pop() ?? "", node, this.#sha256);
    }
    this.#peaks.push(node);
    this.#size++;
  }

  root(): string {
    if (this.#peaks.length === 0) return this.#sha256(new Uint8Array());
    return this.#peaks.reduceRight((right, left) => sha256OfPair(left, right, this.#sha256));
  }
}
