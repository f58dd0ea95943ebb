import assert from "node:assert/strict";
import { test } from "node:test";
import { leafHash, sha256OfPair } from "../../../core/audit/leaf-hash.ts";
import { ProofBuilder, rootFromProof } from "../../../core/audit/proof.ts";
import { MerkleTree } from "../../../core/audit/tree.ts";
import { sha256 } from "./log-fixture.ts";

// The inputs and roots of the Certificate Transparency reference implementation.
const inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const roots = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

test("the roots of 1 to 8 leaves are those of Certificate Transparency", () => {
  const tree = new MerkleTree(sha256);
  for (const [index, input] of inputs.entries()) {
    tree.add(leafHash(Buffer.from(input, "hex"), sha256));
    assert.equal(tree.root(), roots[index], `${index + 1} leaves`);
  }
});

test("the root of no leaves is the hash of nothing", () => {
  assert.equal(new MerkleTree(sha256).root(), sha256(new Uint8Array()));
});

/** As RFC 6962 defines it, without a thought for memory. */
function rootOf(leaves: readonly string[]): string {
  const [first = ""] = leaves;
  if (leaves.length < 2) return first;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256OfPair(rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)), sha256);
}

test("every leaf of every tree of up to 65 leaves has a proof, and the proof is of no other leaf or place", (t) => {
  let proofs = 0;
  const leaves = Array.from({ length: 65 }, (_, index) => leafHash(Buffer.from(String(index)), sha256));
  for (let size = 1; size <= leaves.length; size++) {
    const root = rootOf(leaves.slice(0, size));
    for (let index = 0; index < size; index++) {
      const builder = new ProofBuilder(index, size, sha256);
      for (const leaf of leaves.slice(0, size)) builder.add(leaf);
      const path = builder.path();
      const leaf = leaves[index] ?? "";
      assert.equal(rootFromProof(leaf, index, size, path, sha256), root);
      assert.notEqual(rootFromProof(leaves[(index + 1) % 65] ?? "", index, size, path, sha256), root);
      if (size > 1) assert.notEqual(rootFromProof(leaf, (index + 1) % size, size, path, sha256), root);
      assert.equal(rootFromProof(leaf, index, size, [...path, root], sha256), undefined);
      proofs++;
    }
  }
  t.diagnostic(`${proofs} proofs`);
});
