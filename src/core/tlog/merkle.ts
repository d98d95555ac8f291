// RFC 6962 Merkle tree hashing (section 2.1): leaves, nodes and the root over a list of leaf hashes.
import { sha256 } from "@noble/hashes/sha2.js"
import { concat } from "../bytes.ts"

/** What stands before a leaf's bytes when it is hashed. */
export const LEAF_PREFIX = 0x00
const NODE_PREFIX = 0x01

/** `H(0x00 || entry)`, 32 bytes. */
export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256(concat(Uint8Array.of(LEAF_PREFIX), entry))
}

/** `H(0x01 || left || right)`, 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concat(Uint8Array.of(NODE_PREFIX), left, right))
}

/** The root of the tree over `leaves` (32-byte leaf hashes); of none, the hash of nothing. */
export function treeRoot(leaves: Iterable<Uint8Array>): Uint8Array {
  // Roots of perfect subtrees, largest first; their sizes are the binary digits of the number of leaves so far.
  const stack: Uint8Array[] = []
  let count = 0
  for (const leaf of leaves) {
    let root = leaf
    for (let carry = count; carry % 2 === 1; carry = Math.floor(carry / 2)) {
      root = nodeHash(stack.pop() as Uint8Array, root)
    }
    stack.push(root)
    count++
  }
  return count === 0 ? sha256(new Uint8Array(0)) : stack.reduceRight((right, left) => nodeHash(left, right))
}
