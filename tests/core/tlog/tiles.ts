// Logs in memory for tests: leaves, the tiles that growing wrote, and a reader that counts what it gives.
import { utf8 } from "../../../src/core/bytes.ts"
import { type Edge, growTree, NO_LEAVES } from "../../../src/core/tlog/grow.ts"
import { leafHash } from "../../../src/core/tlog/merkle.ts"
import type { TileReader } from "../../../src/core/tlog/subtree.ts"
import { TILE_WIDTH, tilePath } from "../../../src/core/tlog/tile.ts"

/** Leaf hashes of a log of `n` made-up leaves. */
export function leavesOf(n: number): Uint8Array[] {
  return Array.from({ length: n }, (_, i) => leafHash(utf8(`leaf ${i}`)))
}

/** The tiles of a log that grew by `steps` leaves at a time, as a file system would hold them. */
export function grown(leaves: readonly Uint8Array[], steps: readonly number[] = [leaves.length]) {
  const files = new Map<string, Uint8Array>()
  let edge: Edge = NO_LEAVES
  for (const step of steps) {
    const growth = growTree(edge, leaves.slice(edge.size, edge.size + step))
    for (const { level, n, width, bytes } of growth.tiles) files.set(tilePath(level, n, width), bytes)
    edge = growth.edge
  }
  const asked: string[] = []
  return { files, edge, asked, read: readerOf(files, asked) }
}

/** Reads from `files`: the tile itself, or the full one in its place; writes what was asked to `asked`. */
export function readerOf(files: ReadonlyMap<string, Uint8Array>, asked: string[] = []): TileReader {
  return async (level, n, width) => {
    asked.push(tilePath(level, n, width))
    const bytes = files.get(tilePath(level, n, width)) ?? files.get(tilePath(level, n, TILE_WIDTH))
    if (bytes === undefined) throw new Error(`no tile ${tilePath(level, n, width)}`)
    return bytes
  }
}
