// Hashes of subtrees out of tiles: what proofs are made of. Reads only the tiles on the way, each once; whether their
// hashes are the tree's shows when the result is compared with a signed root.
import { nodeHash, treeRoot } from "./merkle.ts"
import { half, requireSizes } from "./size.ts"
import { parseTile, TILE_WIDTH, tileWidth } from "./tile.ts"

/**
 * Gives a tile's bytes: `width` hashes of 32 bytes, or the 256 of the full tile that replaced a partial one.
 * It rejects where there is neither.
 */
export type TileReader = (level: number, n: number, width: number) => Promise<Uint8Array>

/** The hash over leaves `start` to `end` (exclusive); `start` is 0 or where RFC 6962 splits a tree. */
export type HashRange = (start: number, end: number) => Promise<Uint8Array>

const TILE_HEIGHT = 8 // 2^8 = TILE_WIDTH

/** Hashes of subtrees of the tree of `size` leaves; a tile that was read is kept for later calls. */
export function hashRanges(read: TileReader, size: number): HashRange {
  requireSizes(size)
  const tiles = new Map<string, Promise<Uint8Array[]>>()
  const tile = (level: number, n: number): Promise<Uint8Array[]> => {
    const name = `${level}/${n}`
    const known = tiles.get(name)
    if (known !== undefined) return known
    const width = tileWidth(size, level, n)
    const hashes = read(level, n, width).then((bytes) => parseTile(bytes, width))
    tiles.set(name, hashes)
    return hashes
  }

  // A complete subtree of 2^height leaves, number `index` of its height, lies in one tile.
  const complete = async (height: number, index: number): Promise<Uint8Array> => {
    const width = 2 ** (height % TILE_HEIGHT)
    const [n, first] = [Math.floor((index * width) / TILE_WIDTH), (index * width) % TILE_WIDTH]
    const hashes = await tile(Math.floor(height / TILE_HEIGHT), n)
    return treeRoot(hashes.slice(first, first + width))
  }

  return async (start, end) => {
    const peaks: Uint8Array[] = []
    for (let at = start; at < end; ) {
      let height = 0
      for (let rest = half(end - at); rest > 0; rest = half(rest)) height++
      peaks.push(await complete(height, at / 2 ** height))
      at += 2 ** height
    }
    return peaks.length === 0 ? treeRoot([]) : peaks.reduceRight((right, left) => nodeHash(left, right))
  }
}

/** The root of the tree of `size` leaves, from the tiles at its right edge. */
export function rootOfTiles(read: TileReader, size: number): Promise<Uint8Array> {
  return hashRanges(read, size)(0, size)
}
