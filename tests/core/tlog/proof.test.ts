// src/core/tlog/proof.ts, prove.ts, subtree.ts: proofs made from tiles, against the RFC's own recursion, and verified; then
// everything that a verifier refuses.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import * as tlog from "../../../src/core/tlog/proof.ts"
import { verifyConsistency, verifyInclusion } from "../../../src/core/tlog/proof.ts"
import { proveConsistency, proveInclusion } from "../../../src/core/tlog/prove.ts"
import { rootOfTiles } from "../../../src/core/tlog/subtree.ts"
import { refusalOf } from "../refusal.ts"
import { naivePath, naiveProof, naiveRoot } from "./naive.ts"
import { grown, leavesOf } from "./tiles.ts"

const leaves = leavesOf(600)
const { read } = grown(leaves, Array(600).fill(1)) // so that every size has its partial tiles
const rootAt = (size: number) => naiveRoot(leaves.slice(0, size))
const empty = rootAt(0)

test("the package's entry has what checkers call", () => {
  expect(Object.keys(tlog)).toEqual(
    expect.arrayContaining(["verifyInclusion", "verifyConsistency", "leafHash", "treeRoot"]),
  )
})

describe("made from tiles, they are the RFC's, and verify", () => {
  test("every leaf of every tree up to 40", async () => {
    let count = 0
    for (let size = 1; size <= 40; size++) {
      for (let index = 0; index < size; index++) {
        const proof = await proveInclusion(grown(leaves.slice(0, size)).read, index, size)
        expect(proof).toEqual(naivePath(index, leaves.slice(0, size)))
        const root = rootAt(size)
        expect(verifyInclusion(index, size, leaves[index] as Uint8Array, proof, root)).toBe(root)
        count++
      }
    }
    console.log(`tlog: ${count} inclusion proofs, exhaustively`)
  })

  test("every two trees up to 40", async () => {
    let count = 0
    for (let size2 = 0; size2 <= 40; size2++) {
      for (let size1 = 0; size1 <= size2; size1++) {
        const proof = await proveConsistency(grown(leaves.slice(0, size2)).read, size1, size2)
        expect(proof).toEqual(size1 === 0 ? [] : naiveProof(size1, leaves.slice(0, size2)))
        const [root1, root2] = [rootAt(size1), rootAt(size2)]
        expect(verifyConsistency(size1, size2, root1, root2, proof)).toBe(root2)
        count++
      }
    }
    console.log(`tlog: ${count} consistency proofs, exhaustively`)
  })

  const sizes = fc
    .tuple(fc.integer({ min: 1, max: 600 }), fc.nat())
    .map(([size, n]) => [n % size, size] as const)

  test("any leaf and any two trees up to 600, across tile borders", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ([below, size]) => {
        const [root, some] = [rootAt(size), leaves.slice(0, size)]
        expect(await rootOfTiles(read, size)).toEqual(root)
        const inclusion = await proveInclusion(read, below, size)
        expect(inclusion).toEqual(naivePath(below, some))
        verifyInclusion(below, size, leaves[below] as Uint8Array, inclusion, root)
        const consistency = await proveConsistency(read, below + 1, size)
        expect(consistency).toEqual(naiveProof(below + 1, some))
        verifyConsistency(below + 1, size, rootAt(below + 1), root, consistency)
      }),
      { numRuns: 150 },
    )
  })

  test("one flipped bit anywhere, another index or another size: refused", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), fc.nat({ max: 255 }), async ([index, size], where, bit) => {
        const proof = await proveInclusion(read, index, size)
        const parts = [leaves[index] as Uint8Array, ...proof, rootAt(size)]
        const [leaf, ...rest] = changed(parts, where, bit)
        const root = rest.pop() as Uint8Array
        expect(await refusalOf(() => verifyInclusion(index, size, leaf, rest, root))).toBe("inclusion")
        const other = where % size
        if (other !== index) {
          const told = await refusalOf(() =>
            verifyInclusion(other, size, leaves[index] as Uint8Array, proof, rootAt(size)),
          )
          expect(told).toBe("inclusion")
        }
      }),
      { numRuns: 200 },
    )
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), fc.nat({ max: 255 }), async ([below, size], where, bit) => {
        const proof = await proveConsistency(read, below + 1, size)
        const parts = [rootAt(below + 1), ...proof, rootAt(size)]
        const [root1, ...rest] = changed(parts, where, bit)
        const root2 = rest.pop() as Uint8Array
        expect(await refusalOf(() => verifyConsistency(below + 1, size, root1, root2, rest))).toBe(
          "consistency",
        )
      }),
      { numRuns: 200 },
    )
  })
})

describe("a tree of more leaves than bit operators can count", () => {
  // All leaves alike: then every complete subtree of one height has one hash, and 2^53 leaves fit in memory.
  const leaf = leaves[0] as Uint8Array
  const heights = [leaf]
  for (let i = 0; i < 53; i++)
    heights.push(tlog.treeRoot([heights[i] as Uint8Array, heights[i] as Uint8Array]))
  const sameRead = async (level: number, _n: number, width: number) => {
    const bytes = new Uint8Array(width * 32)
    for (let i = 0; i < width; i++) bytes.set(heights[8 * level] as Uint8Array, 32 * i)
    return bytes
  }

  test.each([2 ** 31, 2 ** 32 + 1, 2 ** 40 - 1, 2 ** 53 - 1])("%i leaves", async (size) => {
    const root = await rootOfTiles(sameRead, size)
    for (const index of [0, 1, Math.floor(size / 3), size - 2, size - 1]) {
      const proof = await proveInclusion(sameRead, index, size)
      verifyInclusion(index, size, leaf, proof, root)
      expect(await refusalOf(() => verifyInclusion(index, size, leaf, proof.slice(1), root))).toBe(
        "inclusion",
      )
    }
    for (const size1 of [1, 2 ** 30, 2 ** 31 - 1, size - 1]) {
      const proof = await proveConsistency(sameRead, size1, size)
      verifyConsistency(size1, size, await rootOfTiles(sameRead, size1), root, proof)
    }
  })
})

describe("what a proof of inclusion is refused for", async () => {
  const [index, size] = [5, 7]
  const leaf = leaves[index] as Uint8Array
  const proof = await proveInclusion(read, index, size)
  const root = rootAt(size)
  const short = proof.slice(0, -1)
  const first = leaves[0] as Uint8Array
  const long32 = (hash: Uint8Array) => [hash.subarray(1), new Uint8Array([...hash, 0])]

  test.each<[string, string, () => unknown]>([
    ["itself", "taken", () => verifyInclusion(index, size, leaf, proof, root)],
    ["the only leaf", "taken", () => verifyInclusion(0, 1, first, [], first)],
    ["an index that is the size", "tree-size", () => verifyInclusion(7, 7, leaf, proof, root)],
    ["an index past the size", "tree-size", () => verifyInclusion(8, 7, leaf, proof, root)],
    ["no leaf at all", "tree-size", () => verifyInclusion(0, 0, first, [], first)],
    ["a negative index", "tree-size", () => verifyInclusion(-1, size, leaf, proof, root)],
    ["half an index", "tree-size", () => verifyInclusion(4.5, size, leaf, proof, root)],
    ["a size that is no number", "tree-size", () => verifyInclusion(index, Number.NaN, leaf, proof, root)],
    ["2^53", "tree-size", () => verifyInclusion(index, 2 ** 53, leaf, proof, root)],
    ["a bigint", "tree-size", () => verifyInclusion(5n as never, 7n as never, leaf, proof, root)],
    ["one hash too few", "inclusion", () => verifyInclusion(index, size, leaf, short, root)],
    ["one too many", "inclusion", () => verifyInclusion(index, size, leaf, [...proof, root], root)],
    ["one too many, of one leaf", "inclusion", () => verifyInclusion(0, 1, first, [first], first)],
    [
      "hashes in another order",
      "inclusion",
      () => verifyInclusion(index, size, leaf, proof.toReversed(), root),
    ],
    ["another leaf", "inclusion", () => verifyInclusion(index, size, first, proof, root)],
    ["another root", "inclusion", () => verifyInclusion(index, size, leaf, proof, rootAt(6))],
    ["a node for a leaf", "inclusion", () => verifyInclusion(2, 4, tlog.treeRoot([leaf, leaf]), short, root)],
    ...long32(leaf).map<[string, string, () => unknown]>((odd) => [
      `a leaf of ${odd.length} bytes`,
      "tree-hash",
      () => verifyInclusion(0, 1, odd, [], odd),
    ]),
    ...long32(root).map<[string, string, () => unknown]>((odd) => [
      `a root of ${odd.length} bytes`,
      "tree-hash",
      () => verifyInclusion(index, size, leaf, proof, odd),
    ]),
    [
      "a hash of 31 bytes",
      "tree-hash",
      () => verifyInclusion(index, size, leaf, [...short, leaf.subarray(1)], root),
    ],
    ["a leaf in hex", "tree-hash", () => verifyInclusion(0, 1, "0".repeat(32) as never, [], first)],
  ])("%s: %s", async (_, code, call) => expect(await refusalOf(call)).toBe(code))
})

describe("what a proof of consistency is refused for", async () => {
  const proof = await proveConsistency(read, 3, 7)
  const whole = await proveConsistency(read, 4, 7) // of a complete tree, whose root the proof leaves out
  const [three, four, seven] = [rootAt(3), rootAt(4), rootAt(7)]

  test.each<[string, string, () => unknown]>([
    ["itself", "taken", () => verifyConsistency(3, 7, three, seven, proof)],
    ["from a complete tree", "taken", () => verifyConsistency(4, 7, four, seven, whole)],
    ["one tree twice", "taken", () => verifyConsistency(7, 7, seven, seven, [])],
    ["from nothing", "taken", () => verifyConsistency(0, 7, empty, seven, [])],
    ["from nothing to nothing", "taken", () => verifyConsistency(0, 0, empty, empty, [])],
    ["a tree that shrank", "tree-size", () => verifyConsistency(7, 3, seven, three, proof)],
    ["a negative size", "tree-size", () => verifyConsistency(-1, 7, empty, seven, [])],
    ["half a size", "tree-size", () => verifyConsistency(3.5, 7, three, seven, proof)],
    ["2^53", "tree-size", () => verifyConsistency(3, 2 ** 53, three, seven, proof)],
    ["one size, two roots", "consistency", () => verifyConsistency(7, 7, seven, three, [])],
    ["one tree twice, with a hash", "consistency", () => verifyConsistency(7, 7, seven, seven, [seven])],
    ["from nothing, with a hash", "consistency", () => verifyConsistency(0, 7, empty, seven, [seven])],
    ["nothing under a root", "consistency", () => verifyConsistency(0, 7, three, seven, [])],
    ["nothing twice under a root", "consistency", () => verifyConsistency(0, 0, three, three, [])],
    ["no hash at all", "consistency", () => verifyConsistency(3, 7, three, seven, [])],
    ["no hash, from a complete tree", "consistency", () => verifyConsistency(4, 7, four, seven, [])],
    ["one too few", "consistency", () => verifyConsistency(3, 7, three, seven, proof.slice(0, -1))],
    ["one too many", "consistency", () => verifyConsistency(3, 7, three, seven, [...proof, seven])],
    [
      "the left-out root said all the same",
      "consistency",
      () => verifyConsistency(4, 7, four, seven, [four, ...whole]),
    ],
    ["another smaller tree", "consistency", () => verifyConsistency(3, 7, rootAt(2), seven, proof)],
    ["another larger tree", "consistency", () => verifyConsistency(3, 7, three, rootAt(6), proof)],
    [
      "another larger tree, from a complete one",
      "consistency",
      () => verifyConsistency(4, 7, four, rootAt(6), whole),
    ],
    [
      "a root of 31 bytes",
      "tree-hash",
      () => verifyConsistency(7, 7, seven.subarray(1), seven.subarray(1), []),
    ],
    ["a second root of 31 bytes", "tree-hash", () => verifyConsistency(0, 7, empty, seven.subarray(1), [])],
    [
      "a hash of 33 bytes",
      "tree-hash",
      () => verifyConsistency(3, 7, three, seven, [...proof, new Uint8Array(33)]),
    ],
  ])("%s: %s", async (_, code, call) => expect(await refusalOf(call)).toBe(code))
})

test.each<[string, () => unknown]>([
  ["a leaf past the end", () => proveInclusion(read, 7, 7)],
  ["half a leaf", () => proveInclusion(read, 0.5, 7)],
  ["a tree that shrinks", () => proveConsistency(read, 7, 3)],
  ["half a tree", () => proveConsistency(read, 3.5, 7)],
  ["a size past 2^53", () => proveConsistency(read, 7, 2 ** 53)],
  ["a root of half a leaf", () => rootOfTiles(read, 0.5)],
])("nothing is proved of %s", async (_, call) => expect(await refusalOf(call)).toBe("tree-size"))

/** `parts` with one bit of one of them flipped. */
function changed(parts: Uint8Array[], where: number, bit: number): [Uint8Array, ...Uint8Array[]] {
  const at = where % parts.length
  return parts.map((part, i) => (i === at ? flipped(part, bit) : part)) as [Uint8Array, ...Uint8Array[]]
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const other = Uint8Array.from(bytes)
  const at = Math.floor(bit / 8) % other.length
  other[at] = (other[at] as number) ^ (1 << (bit % 8))
  return other
}
