// The tree as it is stored (PROTOCOL section 8; c2sp.org/tlog-tiles): reading it out of its tiles, and growing them from the
// order that the store has. Tiles are made from leaves, never the other way round; writing them again gives the same bytes.
import { equal } from "../core/bytes.ts"
import { CodedError } from "../core/errors.ts"
import { type Edge, growEntries, growTree, NO_LEAVES, readEdge, type TileBytes } from "../core/tlog/grow.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import { rootOfTiles, type TileReader } from "../core/tlog/subtree.ts"
import { TILE_WIDTH, tilePath, tileWidth } from "../core/tlog/tile.ts"
import type { Store } from "../storage/port.ts"
import { SequencerError } from "./setting.ts"

type LogFiles = Pick<Store, "leaves" | "logFile" | "putLogFile">

/** Called with how many of the new leaves stand in tiles, and how many there are. */
export type Told = (done: number, total: number) => void

const PAGE = 16 * TILE_WIDTH // leaves in memory at once
const AT_ONCE = 16 // files being written

/** Tiles of the tree of `size` leaves, and what of them an older tree had. */
export function tilesOf(store: Pick<Store, "logFile">, size: number): TileReader {
  return async (level, n, width) => {
    const own = tileWidth(size, level, n)
    const bytes = await store.logFile(tilePath(level, n, own))
    if (bytes === undefined) throw new SequencerError("log-tree", "a tile is missing")
    return own === width ? bytes : bytes.subarray(0, (bytes.length / own) * width)
  }
}

/**
 * Whether the tree of `size` leaves, at most `now` that have tiles, has this root. What tiles deny is asked of the leaves:
 * one that rotted must not look like a fork.
 */
export async function hasRoot(
  store: LogFiles,
  now: number,
  size: number,
  root: Uint8Array,
): Promise<boolean> {
  try {
    if (equal(await rootOfTiles(tilesOf(store, now), size), root)) return true
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
  }
  return equal((await edgeOfLeaves(store, size)).root, root)
}

/**
 * Writes the tiles and entry bundles by which the tree of `from` leaves becomes the one of `to`.
 * @param root the signed root of the tree of `from` leaves
 * @returns the new root
 * @throws {SequencerError} `log-tree` if the stored leaves are not those of the signed tree
 */
export async function growTiles(
  store: LogFiles,
  from: number,
  root: Uint8Array,
  to: number,
  told: Told,
): Promise<Uint8Array> {
  let edge = await signedEdge(store, from, root)
  let grown = root
  const last = new Map<number, TileBytes>()
  for (let at = from; at < to; at = edge.size) {
    const end = Math.min(to, at - (at % PAGE) + PAGE)
    const first = at - (at % TILE_WIDTH)
    const entries = await leavesOf(store, first, end)
    const fresh = entries.slice(at - first)
    const bundles = growEntries(at, entries.slice(0, at - first), fresh)
    const grow = growTree(edge, fresh.map(leafHash))
    for (const tile of grow.tiles) last.set(tile.level, tile)
    await writeAll(store, [
      ...bundles.map(({ n, width, bytes }) => ({ path: tilePath("entries", n, width), bytes })),
      ...grow.tiles.filter(({ width }) => width === TILE_WIDTH).map(fileOf),
    ])
    edge = grow.edge
    grown = grow.root
    told(edge.size - from, to - from)
  }
  await writeAll(store, [...last.values()].filter(({ width }) => width < TILE_WIDTH).map(fileOf))
  return grown
}

function fileOf({ level, n, width, bytes }: TileBytes): { path: string; bytes: Uint8Array } {
  return { path: tilePath(level, n, width), bytes }
}

async function writeAll(
  store: LogFiles,
  files: readonly { path: string; bytes: Uint8Array }[],
): Promise<void> {
  for (let i = 0; i < files.length; i += AT_ONCE)
    await Promise.all(files.slice(i, i + AT_ONCE).map(({ path, bytes }) => store.putLogFile(path, bytes)))
}

// The edge of the signed tree, from its tiles; where one is missing or rotted, from the leaves, and all tiles anew.
async function signedEdge(store: LogFiles, size: number, root: Uint8Array): Promise<Edge> {
  try {
    return await readEdge(tilesOf(store, size), size, root)
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
  }
  const whole = await edgeOfLeaves(store, size)
  if (!equal(whole.root, root))
    throw new SequencerError("log-tree", "the leaves are not those that were signed")
  await growTiles(store, 0, whole.empty, size, () => {})
  return whole.edge
}

async function edgeOfLeaves(
  store: LogFiles,
  size: number,
): Promise<{ edge: Edge; root: Uint8Array; empty: Uint8Array }> {
  let { edge, root } = growTree(NO_LEAVES, [])
  const empty = root
  while (edge.size < size) {
    const entries = await leavesOf(store, edge.size, Math.min(size, edge.size + PAGE))
    ;({ edge, root } = growTree(edge, entries.map(leafHash)))
  }
  return { edge, root, empty }
}

async function leavesOf(store: LogFiles, from: number, to: number): Promise<readonly Uint8Array[]> {
  const leaves = await store.leaves(from, to)
  if (leaves.length !== to - from) throw new SequencerError("log-tree", "leaves are missing")
  return leaves
}
