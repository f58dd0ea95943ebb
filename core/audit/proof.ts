import { type Sha256, sha256OfPair } from "./leaf-hash.ts";
import { MerkleTree } from "./tree.ts";

/** The subtrees beside the way from leaf `index` to the root of `size` leaves, the lowest first (RFC 6962, 2.1.1). */
function siblings(index: number, size: number): { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const split = start + largestPowerBelow(end - start);
    if (index < split) {
      found.push({ start: split, end });
      end = split;
    } else {
      found.push({ start, end: split });
      start = split;
    }
  }
  return found.reverse();
}

function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** Collects the proof that one leaf is in a tree, while the leaves pass by in order. */
export class ProofBuilder {
  readonly #ranges: { readonly start: number; readonly end: number; readonly tree: MerkleTree }[];
  #next = 0;

  /** `index` below `size`, the number of leaves of the tree that the proof is about. */
  constructor(index: number, size: number, sha256: Sha256) {
    this.#ranges = siblings(index, size).map((range) => ({ ...range, tree: new MerkleTree(sha256) }));
  }

  add(leaf: string): void {
    const at = this.#next++;
    this.#ranges.find(({ start, end }) => start <= at && at < end)?.tree.add(leaf);
  }

  /** The hashes beside the way up, the lowest first. */
  path(): string[] {
    return this.#ranges.map(({ tree }) => tree.root());
  }
}

/** Root that a leaf at `index` has with this path in a tree of `size` leaves; undefined when the path does not fit. */
export function rootFromProof(
  leaf: string,
  index: number,
  size: number,
  path: readonly string[],
  sha256: Sha256,
): string | undefined {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return undefined;
  const ranges = siblings(index, size);
  if (ranges.length !== path.length || !path.every((hash) => /^[0-9a-f]{64}$/.test(hash))) return undefined;
  return ranges.reduce((node, range, level) => {
    const beside = path[level] ?? "";
    return range.start > index ? sha256OfPair(node, beside, sha256) : sha256OfPair(beside, node, sha256);
  }, leaf);
}
