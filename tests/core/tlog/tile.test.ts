// src/core/tlog/tile.ts: names and bytes of tiles; src/core/tlog/grow.ts: what growing writes.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { concat, utf8 } from "../../../src/core/bytes.ts"
import {
  edgeRoot,
  growEntries,
  growTree,
  NO_LEAVES,
  readEdge,
  type TileBytes,
} from "../../../src/core/tlog/grow.ts"
import { treeRoot } from "../../../src/core/tlog/merkle.ts"
import { proveConsistency, proveInclusion } from "../../../src/core/tlog/prove.ts"
import {
  encodeEntries,
  encodeTile,
  newTiles,
  parseEntries,
  parseTile,
  parseTilePath,
  tilePath,
  tileWidth,
} from "../../../src/core/tlog/tile.ts"
import { refusalOf } from "../refusal.ts"
import { naiveRoot } from "./naive.ts"
import { grown, leavesOf, readerOf } from "./tiles.ts"

const named = (size1: number, size2: number) =>
  [...newTiles(size1, size2)].map(({ level, n, width }) => tilePath(level, n, width))

describe("paths", () => {
  test.each([
    [0, 0, 256, "tile/0/000"],
    [0, 0, 1, "tile/0/000.p/1"],
    [1, 999, 255, "tile/1/999.p/255"],
    [0, 1234067, 256, "tile/0/x001/x234/067"], // the specification's example
    ["entries" as const, 1000, 17, "tile/entries/x001/000.p/17"],
    [63, 0, 256, "tile/63/000"],
    [0, 2 ** 45 - 1, 256, "tile/0/x035/x184/x372/x088/831"],
  ])("level %s, number %i, width %i: %s", (level, n, width, path) => {
    expect(tilePath(level, n, width)).toBe(path)
    expect(parseTilePath(path)).toEqual({ level, n, width })
  })

  test("every tile has one path, which says it", () => {
    const level = fc.oneof(fc.constant("entries" as const), fc.integer({ min: 0, max: 63 }))
    fc.assert(
      fc.property(level, fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }), (l, n, width) => {
        expect(parseTilePath(tilePath(l, n, width))).toEqual({ level: l, n, width })
      }),
    )
  })

  test.each([
    ["", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "/tile/0/000", "tile/0/000/"],
    [
      "tile/64/000",
      "tile/00/000",
      "tile/01/000",
      "tile/-1/000",
      "tile/100/000",
      "tile/data/000",
      "tile/8/0/000",
    ],
    [
      "tile/0/x000/000",
      "tile/0/x001",
      "tile/0/001/000",
      "tile/0/x001/x000",
      "tile/0/x1/000",
      "tile/0/X001/000",
    ],
    [
      "tile/0/000.p/0",
      "tile/0/000.p/256",
      "tile/0/000.p/01",
      "tile/0/000.p/",
      "tile/0/000.p",
      "tile/0/000.p/1/",
    ],
    [
      "tile/0/000.p/1\n",
      "tile/0/000\0",
      "tile/0/../0/000",
      "tile/0/%30%30%30",
      "tile/0/٠٠٠",
      "tile/0/000.P/1",
    ],
    ["tile/0/x009/x007/x199/x254/x740/992", `tile/0/${"x999/".repeat(6)}999`], // past 2^53 - 1
  ])("refused: %s %s %s %s %s %s", async (...paths) => {
    for (const path of paths)
      expect([path, await refusalOf(() => parseTilePath(path))]).toEqual([path, "tile-malformed"])
  })

  test.each<[string, string, () => unknown]>([
    ["no width", "tile-malformed", () => tilePath(0, 0, 0)],
    ["more than a tile", "tile-malformed", () => tilePath(0, 0, 257)],
    ["a level past 63", "tile-malformed", () => tilePath(64, 0)],
    ["a negative number", "tree-size", () => tilePath(0, -1)],
    ["half a level", "tree-size", () => tilePath(0.5, 0)],
    ["half a width", "tree-size", () => tilePath(0, 0, 1.5)],
  ])("nothing is named for %s", async (_, code, call) => expect(await refusalOf(call)).toBe(code))
})

describe("which tiles", () => {
  test.each<[number, number, string[]]>([
    [0, 0, []],
    [0, 1, ["tile/0/000.p/1"]],
    [1, 8, ["tile/0/000.p/8"]],
    [8, 8, []],
    [0, 256, ["tile/0/000", "tile/1/000.p/1"]],
    [255, 256, ["tile/0/000", "tile/1/000.p/1"]],
    [256, 257, ["tile/0/001.p/1"]],
    [250, 520, ["tile/0/000", "tile/0/001", "tile/0/002.p/8", "tile/1/000.p/2"]],
    [65_535, 65_537, ["tile/0/255", "tile/0/256.p/1", "tile/1/000", "tile/2/000.p/1"]],
    [65_536, 65_792, ["tile/0/256", "tile/1/001.p/1"]],
  ])("%i to %i leaves", (before, after, tiles) => expect(named(before, after)).toEqual(tiles))

  test("of 70 000 leaves: the specification's count", () => {
    const tiles = named(0, 70_000)
    expect(tiles.filter((path) => /^tile\/0\/[x0-9/]+$/.test(path))).toHaveLength(273)
    expect(tiles).toHaveLength(273 + 1 + 2 + 1)
    expect(tiles).toEqual(expect.arrayContaining(["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]))
  })

  test("at the edge of what can be counted, without end neither", () => {
    const last = Number.MAX_SAFE_INTEGER
    expect([...newTiles(last - 1, last)]).toEqual([{ level: 0, n: 2 ** 45 - 1, width: 255 }])
    expect(tileWidth(last, 6, 0)).toBe(31)
    expect([tileWidth(last, 7, 0), tileWidth(256, 0, 1), tileWidth(256, 1, 0)]).toEqual([0, 0, 1])
  })

  test.each([
    [2, 1],
    [-1, 1],
    [0, 2 ** 53],
    [0.5, 1],
  ])("refused: %d to %d", async (before, after) =>
    expect(await refusalOf(() => [...newTiles(before, after)])).toBe("tree-size"),
  )
})

describe("bytes", () => {
  const hashes = leavesOf(256)
  const full = encodeTile(hashes)

  test("a tile gives its hashes, and a full one stands for its part", () => {
    expect(parseTile(full, 256)).toEqual(hashes)
    expect(parseTile(full, 3)).toEqual(hashes.slice(0, 3))
    expect(parseTile(encodeTile(hashes.slice(0, 3)), 3)).toEqual(hashes.slice(0, 3))
  })

  test.each<[string, Uint8Array, number]>([
    ["a byte less", full.subarray(1), 256],
    ["a byte more", concat(full, Uint8Array.of(0)), 256],
    ["a hash less", full.subarray(0, 64), 3],
    ["a hash more", full.subarray(0, 128), 3],
    ["nothing", new Uint8Array(0), 1],
  ])("a tile is refused: %s", async (_, bytes, width) =>
    expect(await refusalOf(() => parseTile(bytes, width))).toBe("tile-malformed"),
  )

  test("a tile is of hashes", async () => {
    expect(await refusalOf(() => encodeTile([new Uint8Array(31)]))).toBe("tree-hash")
  })

  test("a bundle gives its entries, empty ones and the largest too", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 256 }), (entries) => {
        expect(parseEntries(encodeEntries(entries), entries.length)).toEqual(entries)
      }),
    )
    const largest = new Uint8Array(65_535).fill(7)
    expect(encodeEntries([largest]).subarray(0, 3)).toEqual(Uint8Array.of(255, 255, 7))
    expect(parseEntries(encodeEntries([largest, utf8("x")]), 2)).toEqual([largest, utf8("x")])
  })

  const bundle = encodeEntries([utf8("one"), utf8("two")])
  test.each<[string, string, () => unknown]>([
    ["fewer entries", "tile-malformed", () => parseEntries(bundle, 3)],
    ["more entries", "tile-malformed", () => parseEntries(bundle, 1)],
    ["a cut entry", "tile-malformed", () => parseEntries(bundle.subarray(0, -1), 2)],
    ["a cut length", "tile-malformed", () => parseEntries(bundle.subarray(0, 6), 2)],
    ["something after", "tile-malformed", () => parseEntries(concat(bundle, Uint8Array.of(0)), 2)],
    ["anything in an empty one", "tile-malformed", () => parseEntries(Uint8Array.of(0, 0), 0)],
    ["an entry of 65536 bytes", "entry-too-large", () => encodeEntries([new Uint8Array(65_536)])],
  ])("a bundle is refused: %s", async (_, code, call) => expect(await refusalOf(call)).toBe(code))
})

describe("growing", () => {
  const leaves = leavesOf(1500)
  const steps = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 5 })

  test("in any steps, the same root and the same tiles as at once", () => {
    fc.assert(
      fc.property(steps, (some) => {
        const size = some.reduce((sum, step) => sum + step, 0)
        const [slow, fast] = [grown(leaves, some), grown(leaves.slice(0, size))]
        expect(edgeRoot(slow.edge)).toEqual(naiveRoot(leaves.slice(0, size)))
        expect(slow.edge).toEqual(fast.edge)
        for (const [path, bytes] of fast.files) expect(slow.files.get(path)).toEqual(bytes)
      }),
      { numRuns: 60 },
    )
  })

  test("writes the tiles it should, in order, and no other", () => {
    const size = fc.integer({ min: 0, max: 700 })
    fc.assert(
      fc.property(size, size, (before, more) => {
        const { edge } = grown(leaves.slice(0, before))
        const { tiles } = growTree(edge, leaves.slice(before, before + more))
        const where = ({ level, n, width }: TileBytes) => ({ level, n, width })
        expect(tiles.map(where)).toEqual([...newTiles(before, before + more)])
        for (const { bytes, width } of tiles) expect(bytes.length).toBe(32 * width)
      }),
      { numRuns: 60 },
    )
  })

  test("goes on from tiles alone, and only from those of the signed root", async () => {
    for (const size of [0, 1, 255, 256, 257, 511, 512, 1300]) {
      const { files, read, edge, asked } = grown(leaves.slice(0, size))
      const root = edgeRoot(edge)
      const again = await readEdge(read, size, root)
      expect(growTree(again, leaves.slice(size)).root).toEqual(naiveRoot(leaves))
      expect(asked.every((path) => /\.p\//.test(path))).toBe(true) // nothing but the right edge
      expect(await refusalOf(() => readEdge(read, size, naiveRoot(leaves)))).toBe("tile-mismatch")
      for (const path of asked) {
        const rotten = new Map(files)
        rotten.set(
          path,
          Uint8Array.from(files.get(path) as Uint8Array, (byte) => byte ^ 1),
        )
        expect(await refusalOf(() => readEdge(readerOf(rotten), size, root))).toBe("tile-mismatch")
        rotten.set(path, new Uint8Array(31))
        expect(await refusalOf(() => readEdge(readerOf(rotten), size, root))).toBe("tile-malformed")
      }
    }
    expect(await refusalOf(() => readEdge(readerOf(new Map()), 0.5, naiveRoot([])))).toBe("tree-size")
  })

  test("takes hashes only, and no more than can be counted", async () => {
    expect(await refusalOf(() => growTree(NO_LEAVES, [new Uint8Array(33)]))).toBe("tree-hash")
    const last = { size: Number.MAX_SAFE_INTEGER, levels: [] }
    expect(await refusalOf(() => growTree(last, leaves.slice(0, 1)))).toBe("tree-size")
  })

  test("fills bundles from the last partial one on", async () => {
    const entries = Array.from({ length: 600 }, (_, i) => utf8(`entry ${i}`))
    for (const size of [0, 1, 255, 256, 300, 512, 600]) {
      const bundles = growEntries(size, entries.slice(size - (size % 256), size), entries.slice(size))
      const level0 = [...newTiles(size, 600)].filter(({ level }) => level === 0)
      expect(bundles.map(({ n, width }) => ({ n, width }))).toEqual(
        level0.map(({ n, width }) => ({ n, width })),
      )
      for (const { n, width, bytes } of bundles)
        expect(parseEntries(bytes, width)).toEqual(entries.slice(256 * n, 256 * n + width))
    }
    expect(await refusalOf(() => growEntries(2, entries.slice(0, 1), entries))).toBe("tree-size")
    expect(await refusalOf(() => growEntries(256, entries.slice(0, 256), entries))).toBe("tree-size")
    expect(await refusalOf(() => growEntries(0.5, [], entries))).toBe("tree-size")
  })
})

test("a proof in a log of a million leaves reads a handful of tiles", async () => {
  // Leaves alike, so that a million of them are three tiles; the reader counts what it is asked.
  const levels = [leavesOf(1)[0] as Uint8Array]
  for (let level = 0; level < 2; level++) levels.push(treeRoot(Array(256).fill(levels[level])))
  const asked: string[] = []
  const read = async (level: number, n: number, width: number) => {
    asked.push(tilePath(level, n, width))
    return encodeTile(Array(width).fill(levels[level]))
  }
  await proveInclusion(read, 123_456, 1_000_000)
  expect(asked.length).toBeLessThanOrEqual(5)
  expect(new Set(asked).size).toBe(asked.length)
  asked.length = 0
  await proveConsistency(read, 654_321, 1_000_000)
  expect(asked.length).toBeLessThanOrEqual(5)
})
