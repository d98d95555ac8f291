// src/core/tlog/merkle.ts: RFC 6962 hashing, against outside vectors and against the RFC's own recursion.
import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import { fromHex, hex, utf8 } from "../../../src/core/bytes.ts"
import { leafHash, nodeHash, treeRoot } from "../../../src/core/tlog/merkle.ts"
import { sharedVectors } from "../shared.ts"
import { naiveRoot } from "./naive.ts"

interface Vectors {
  hasher: Record<"empty_root" | "leaf_of_empty" | "leaf_of_ascii_L123456" | "node_of_ascii_N123_N456", string>
  reference_tree: { leaf_inputs_hex: string[]; root_by_size: Record<string, string> }
  accumulated: { subtree_hashes: { sha256: string } }
}
const vectors = sharedVectors<Vectors>("rfc6962/rfc6962-constants.json")

describe.skipIf(vectors === undefined)("outside vectors", () => {
  const known = () => vectors as Vectors

  test("leaves, nodes and the empty tree", () => {
    const { hasher } = known()
    expect(hex(treeRoot([]))).toBe(hasher.empty_root)
    expect(hex(leafHash(new Uint8Array(0)))).toBe(hasher.leaf_of_empty)
    expect(hex(leafHash(utf8("L123456")))).toBe(hasher.leaf_of_ascii_L123456)
    expect(hex(nodeHash(utf8("N123"), utf8("N456")))).toBe(hasher.node_of_ascii_N123_N456)
  })

  test("the reference tree at every size", () => {
    const { leaf_inputs_hex: inputs, root_by_size: roots } = known().reference_tree
    const leaves = inputs.map((input) => leafHash(fromHex(input)))
    for (const [size, root] of Object.entries(roots))
      expect(hex(treeRoot(leaves.slice(0, Number(size))))).toBe(root)
    expect(Object.keys(roots).length).toBe(inputs.length)
  })

  test("every subtree of 130 leaves, accumulated", () => {
    const leaves = Array.from({ length: 130 }, (_, i) => leafHash(Uint8Array.of(i)))
    const all = createHash("sha256")
    let count = 0
    for (let end = 0; end <= 130; end++) {
      for (let start = 0; start <= end; start++) {
        let unit = 1
        while (unit < end - start) unit *= 2
        if (start % unit !== 0) continue
        all.update(`[${start}, ${end}) ${hex(treeRoot(leaves.slice(start, end)))}\n`)
        count++
      }
    }
    console.log(`rfc6962: ${count} subtrees`)
    expect(all.digest("hex")).toBe(known().accumulated.subtree_hashes.sha256)
  })
})

test("the root is the RFC's recursion, for every size up to 300", () => {
  const leaves = Array.from({ length: 300 }, (_, i) => leafHash(utf8(`leaf ${i}`)))
  for (let n = 0; n <= leaves.length; n++) {
    expect(hex(treeRoot(leaves.slice(0, n)))).toBe(hex(naiveRoot(leaves.slice(0, n))))
  }
})

test("leaves are taken from any iterable, once", () => {
  const leaves = [1, 2, 3].map((n) => leafHash(Uint8Array.of(n)))
  expect(treeRoot(leaves.values())).toEqual(naiveRoot(leaves))
})

test("a leaf is not a node, nor the other way round", () => {
  const [a, b] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
  expect(hex(leafHash(new Uint8Array([...a, ...b])))).not.toBe(hex(nodeHash(a, b)))
})
