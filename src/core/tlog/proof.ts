// Proofs verified (RFC 9162 sections 2.1.3.2 and 2.1.4.2): that a leaf is in a tree, and that one tree is the start of
// another. One outcome or a throw. Making them is prove.ts.
import { equal } from "../bytes.ts"
import { nodeHash, treeRoot } from "./merkle.ts"
import { half, requireHashes, requireSizes, TlogError } from "./size.ts"

export { leafHash, treeRoot } from "./merkle.ts"
export { TlogError } from "./size.ts"

/**
 * Verifies that `leafHash` is leaf number `index` (from 0) of the tree of `size` leaves under `root`.
 * @param proof 32-byte hashes, the leaf's sibling first
 * @returns `root`, which is thereby the root of a tree with that leaf
 * @throws {TlogError} `tree-size`, `tree-hash`, `inclusion`
 */
export function verifyInclusion(
  index: number,
  size: number,
  leafHash: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): Uint8Array {
  requireSizes(index, size)
  requireHashes([leafHash, root, ...proof])
  if (index >= size) throw new TlogError("tree-size", "the tree has no such leaf")
  const way = sides(index, size - 1)
  if (proof.length !== way.length) throw new TlogError("inclusion", "not as many hashes as the way up has")
  let hash = leafHash
  for (const [i, side] of way.entries()) {
    const sibling = proof[i] as Uint8Array
    hash = side === "left" ? nodeHash(sibling, hash) : nodeHash(hash, sibling)
  }
  if (!equal(hash, root)) throw new TlogError("inclusion", "does not lead to the root")
  return root
}

/**
 * Verifies that the first `size1` leaves of the tree of `size2` leaves under `root2` are the tree under `root1`.
 * @param proof 32-byte hashes, as RFC 9162 section 2.1.4 orders them
 * @returns `root2`, which is thereby the root of a tree that grew out of the other
 * @throws {TlogError} `tree-size`, `tree-hash`, `consistency`
 */
export function verifyConsistency(
  size1: number,
  size2: number,
  root1: Uint8Array,
  root2: Uint8Array,
  proof: readonly Uint8Array[],
): Uint8Array {
  requireSizes(size1, size2)
  requireHashes([root1, root2, ...proof])
  if (size1 > size2) throw new TlogError("tree-size", "a tree does not shrink")
  if (size1 === 0 && !equal(root1, treeRoot([])))
    throw new TlogError("consistency", "not the root of the empty tree")
  if (size1 === size2 && !equal(root1, root2)) throw new TlogError("consistency", "one size, two roots")
  if (size1 === 0 || size1 === size2) {
    if (proof.length > 0) throw new TlogError("consistency", "there is nothing to prove")
    return root2
  }

  // The largest complete subtree at the end of the smaller tree; where that is all of it, the proof leaves it out.
  let [index, last] = [size1 - 1, size2 - 1]
  while (index % 2 === 1) [index, last] = [half(index), half(last)]
  const [start, ...rest] = index === 0 ? [root1, ...proof] : proof
  const way = sides(index, last)
  if (start === undefined || rest.length !== way.length)
    throw new TlogError("consistency", "not as many hashes as the way up has")
  let [hash1, hash2] = [start, start]
  for (const [i, side] of way.entries()) {
    const sibling = rest[i] as Uint8Array
    if (side === "left") hash1 = nodeHash(sibling, hash1)
    hash2 = side === "left" ? nodeHash(sibling, hash2) : nodeHash(hash2, sibling)
  }
  if (!equal(hash1, root1)) throw new TlogError("consistency", "does not lead to the smaller tree's root")
  if (!equal(hash2, root2)) throw new TlogError("consistency", "does not lead to the larger tree's root")
  return root2
}

/** On which side the siblings stand, from node `index` of a level whose last node is `last` up to the root. */
function sides(index: number, last: number): ("left" | "right")[] {
  const way: ("left" | "right")[] = []
  let [at, end] = [index, last]
  while (end > 0) {
    // The last node of a level, if it has no sibling, goes up unchanged to where it is somebody's right child.
    if (at === end) while (at % 2 === 0) [at, end] = [half(at), half(end)]
    way.push(at % 2 === 1 ? "left" : "right")
    ;[at, end] = [half(at), half(end)]
  }
  return way
}
