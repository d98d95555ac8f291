// A log by others, whole (Tessera's test log, sizes 0 to 15): every checkpoint, tile, entry, leaf and pair of sizes.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { concat, fromUtf8 } from "../../../src/core/bytes.ts"
import { parseVkey } from "../../../src/core/note/vkey.ts"
import { openCheckpoint } from "../../../src/core/tlog/checkpoint.ts"
import { edgeRoot, growEntries, growTree, NO_LEAVES, readEdge } from "../../../src/core/tlog/grow.ts"
import { leafHash, verifyConsistency, verifyInclusion } from "../../../src/core/tlog/proof.ts"
import { proveConsistency, proveInclusion } from "../../../src/core/tlog/prove.ts"
import { rootOfTiles, type TileReader } from "../../../src/core/tlog/subtree.ts"
import { parseEntries, tilePath } from "../../../src/core/tlog/tile.ts"
import { sharedFolder } from "../shared.ts"

const LOG = "example.com/log/testdata"
const KEY = parseVkey(`${LOG}+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx`)
const ENTRIES = "one two three four five six seven eit nain ten ileven twelf threeten fourten fivten" // as the log has them
const folder = sharedFolder("tessera-testlog/testdata/log")

describe.skipIf(folder === undefined)("Tessera's log", () => {
  const file = (name: string) => new Uint8Array(readFileSync(join(folder as string, name)))
  const read: TileReader = async (level, n, width) => file(tilePath(level, n, width))
  const opened = (size: number) => openCheckpoint(file(`checkpoint.${size}`), LOG, KEY)
  const sizes = Array.from({ length: 16 }, (_, size) => size)

  test.each(sizes)("size %i: checkpoint, entries, tiles, every leaf", async (size) => {
    const checkpoint = await opened(size)
    expect(checkpoint.size).toBe(size)
    expect(await rootOfTiles(read, size)).toEqual(checkpoint.root)
    const bundle = size === 0 ? new Uint8Array(0) : file(tilePath("entries", 0, size))
    const entries = parseEntries(bundle, size)
    expect(entries.map(fromUtf8)).toEqual(ENTRIES.split(" ").slice(0, size))
    const leaves = entries.map(leafHash)
    for (const [index, leaf] of leaves.entries())
      verifyInclusion(index, size, leaf, await proveInclusion(read, index, size), checkpoint.root)

    const made = growTree(NO_LEAVES, leaves)
    expect(made.root).toEqual(checkpoint.root)
    expect(made.tiles.map(({ bytes }) => bytes)).toEqual(size === 0 ? [] : [file(tilePath(0, 0, size))])
    expect(concat(...growEntries(0, [], entries).map(({ bytes }) => bytes))).toEqual(bundle)
    expect(edgeRoot(await readEdge(read, size, checkpoint.root))).toEqual(checkpoint.root)
  })

  test("every two sizes are consistent", async () => {
    let count = 0
    for (const size2 of sizes) {
      for (const size1 of sizes.slice(0, size2 + 1)) {
        const [from, to] = [await opened(size1), await opened(size2)]
        verifyConsistency(size1, size2, from.root, to.root, await proveConsistency(read, size1, size2))
        count++
      }
    }
    console.log(`tessera: ${count} pairs of sizes`)
    expect(count).toBe(136)
  })
})
