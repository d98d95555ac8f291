// Proofs made out of tiles (RFC 9162 sections 2.1.3.1 and 2.1.4.1), reading as many tiles as the tree is high. Who hands
// one out verifies it first: tiles that rotted would give a proof of nothing.
import { half, requireSizes, TlogError } from "./size.ts"
import { hashRanges, type TileReader } from "./subtree.ts"

type Range = readonly [start: number, end: number]

/**
 * The hashes that lead from leaf `index` to the root of the tree of `size` leaves, the leaf's sibling first.
 * @throws {TlogError} `tree-size`, `tile-malformed`
 */
export function proveInclusion(read: TileReader, index: number, size: number): Promise<Uint8Array[]> {
  requireSizes(index, size)
  if (index >= size) throw new TlogError("tree-size", "the tree has no such leaf")
  const siblings: Range[] = []
  for (let [start, end] = [0, size]; end - start > 1; ) {
    const middle = start + split(end - start)
    siblings.unshift(index < middle ? [middle, end] : [start, middle])
    if (index < middle) end = middle
    else start = middle
  }
  return hashAll(read, size, siblings)
}

/**
 * The hashes that show the tree of `size1` leaves to be the start of the one of `size2`.
 * @throws {TlogError} `tree-size`, `tile-malformed`
 */
export function proveConsistency(read: TileReader, size1: number, size2: number): Promise<Uint8Array[]> {
  requireSizes(size1, size2)
  if (size1 > size2) throw new TlogError("tree-size", "a tree does not shrink")
  if (size1 === 0 || size1 === size2) return Promise.resolve([])
  const hashes: Range[] = []
  let [start, end] = [0, size2]
  while (end !== size1) {
    const middle = start + split(end - start)
    hashes.unshift(size1 <= middle ? [middle, end] : [start, middle])
    if (size1 <= middle) end = middle
    else start = middle
  }
  // Where the smaller tree is one complete subtree from leaf 0, its root is known to who verifies.
  return hashAll(read, size2, start === 0 ? hashes : [[start, end], ...hashes])
}

async function hashAll(read: TileReader, size: number, ranges: readonly Range[]): Promise<Uint8Array[]> {
  const hash = hashRanges(read, size)
  return Promise.all(ranges.map(([start, end]) => hash(start, end)))
}

/** The largest power of two smaller than `n`. */
function split(n: number): number {
  let k = 1
  for (let rest = half(n - 1); rest > 0; rest = half(rest)) k *= 2
  return k
}
