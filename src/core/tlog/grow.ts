// A tree that grows: from its right edge and new leaf hashes to the tiles that change and the new root. Memory is the
// batch's; nothing left of the edge is read, and what is written gives the same bytes however often it is done.
import { equal } from "../bytes.ts"
import { nodeHash, treeRoot } from "./merkle.ts"
import { requireHashes, requireSizes, TlogError } from "./size.ts"
import type { TileReader } from "./subtree.ts"
import { encodeEntries, encodeTile, parseTile, TILE_WIDTH, type Tile, tileWidth } from "./tile.ts"

/** All that the future of a tree depends on: for each level, leaves first, the hashes of its last, partial tile. */
export interface Edge {
  readonly size: number
  readonly levels: readonly (readonly Uint8Array[])[]
}

/** The edge of the empty tree. */
export const NO_LEAVES: Edge = { size: 0, levels: [] }

/** A tile and its bytes, to be written under its path. */
export interface TileBytes extends Tile {
  readonly bytes: Uint8Array
}

/**
 * Reads the edge of a tree whose root is known, so that nobody builds on tiles that are not the signed tree's.
 * @throws {TlogError} `tile-mismatch`, `tile-malformed`, `tree-size`
 */
export async function readEdge(read: TileReader, size: number, root: Uint8Array): Promise<Edge> {
  requireSizes(size)
  const levels: Uint8Array[][] = []
  for (let [level, count] = [0, size]; count > 0; level++, count = Math.floor(count / TILE_WIDTH)) {
    const n = Math.floor(count / TILE_WIDTH)
    const width = tileWidth(size, level, n)
    levels.push(width === 0 ? [] : parseTile(await read(level, n, width), width))
  }
  const edge = { size, levels }
  if (!equal(edgeRoot(edge), root)) throw new TlogError("tile-mismatch", "the tiles are not this tree's")
  return edge
}

/** The root of the tree with this edge. */
export function edgeRoot({ levels }: Edge): Uint8Array {
  let root: Uint8Array | undefined
  for (const hashes of levels) {
    for (let [end, width] = [hashes.length, 1]; end > 0; width *= 2) {
      if (end % (2 * width) === 0) continue
      const peak = treeRoot(hashes.slice(end - width, end))
      root = root === undefined ? peak : nodeHash(peak, root)
      end -= width
    }
  }
  return root ?? treeRoot([])
}

/**
 * Adds leaf hashes.
 * @returns the tiles to write (those of {@link newTiles}, in its order), the new edge and root
 * @throws {TlogError} `tree-hash`, `tree-size`
 */
export function growTree(
  edge: Edge,
  leaves: readonly Uint8Array[],
): { tiles: TileBytes[]; edge: Edge; root: Uint8Array } {
  const size = edge.size + leaves.length
  requireSizes(size)
  requireHashes(leaves)
  const tiles: TileBytes[] = []
  const levels = [...edge.levels]
  let fresh = leaves
  for (let level = 0; fresh.length > 0; level++) {
    const first = Math.floor(edge.size / TILE_WIDTH ** (level + 1))
    const parts = cut([...(edge.levels[level] ?? []), ...fresh])
    for (const [i, part] of parts.entries())
      tiles.push({ level, n: first + i, width: part.length, bytes: encodeTile(part) })
    const full = parts.filter(({ length }) => length === TILE_WIDTH)
    levels[level] = parts[full.length] ?? []
    fresh = full.map((part) => treeRoot(part)) // never a partial one: it has no hash above yet
  }
  const grown = { size, levels }
  return { tiles, edge: grown, root: edgeRoot(grown) }
}

/**
 * The entry bundles that `entries` fill, as leaves from `size` on.
 * @param last the entries of the partial bundle that the tree of `size` leaves ends with; none if it ends with a full one
 * @throws {TlogError} `tree-size`, `entry-too-large`
 */
export function growEntries(
  size: number,
  last: readonly Uint8Array[],
  entries: readonly Uint8Array[],
): { n: number; width: number; bytes: Uint8Array }[] {
  requireSizes(size, size + entries.length)
  if (last.length !== size % TILE_WIDTH) throw new TlogError("tree-size", "not the tree's last bundle")
  if (entries.length === 0) return []
  const first = Math.floor(size / TILE_WIDTH)
  return cut([...last, ...entries]).map((part, i) => ({
    n: first + i,
    width: part.length,
    bytes: encodeEntries(part),
  }))
}

function cut(all: readonly Uint8Array[]): Uint8Array[][] {
  return Array.from({ length: Math.ceil(all.length / TILE_WIDTH) }, (_, i) =>
    all.slice(i * TILE_WIDTH, (i + 1) * TILE_WIDTH),
  )
}
