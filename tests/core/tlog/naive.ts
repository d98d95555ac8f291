// RFC 6962 section 2.1 as it is written there, by recursion and node:crypto: slow, and shares nothing with src.
import { createHash } from "node:crypto"

const hash = (...parts: Uint8Array[]): Uint8Array => {
  const sha256 = createHash("sha256")
  for (const part of parts) sha256.update(part)
  return new Uint8Array(sha256.digest())
}

/** MTH over leaf hashes: `k` is the largest power of two smaller than their number. */
export function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves
  if (first === undefined) return hash()
  if (leaves.length === 1) return first
  let k = 1
  while (2 * k < leaves.length) k *= 2
  return hash(Uint8Array.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)))
}
