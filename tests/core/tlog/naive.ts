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
  const k = split(leaves.length)
  return hash(Uint8Array.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)))
}

/** PATH of RFC 6962 section 2.1.1: the audit path of leaf `m`. */
export function naivePath(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length <= 1) return []
  const k = split(leaves.length)
  return m < k
    ? [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))]
    : [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))]
}

/** PROOF of RFC 6962 section 2.1.2: that the first `m` leaves are the start of all; `m` is not 0. */
export function naiveProof(m: number, leaves: readonly Uint8Array[], whole = true): Uint8Array[] {
  if (m === leaves.length) return whole ? [] : [naiveRoot(leaves)]
  const k = split(leaves.length)
  return m <= k
    ? [...naiveProof(m, leaves.slice(0, k), whole), naiveRoot(leaves.slice(k))]
    : [...naiveProof(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))]
}

function split(n: number): number {
  let k = 1
  while (2 * k < n) k *= 2
  return k
}
