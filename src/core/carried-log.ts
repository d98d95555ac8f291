// Reads a log leaf by leaf from its entry bundles and verifies the whole against a signed root (PROTOCOL sections 8 and 11),
// from the beginning or from a checkpoint that was verified before. Memory is the tree's right edge and one bundle. What
// the leaves say is not its affair.
import { equal, hex } from "./bytes.ts"
import { CarriedError } from "./carried.ts"
import type { Checkpoint } from "./tlog/checkpoint.ts"
import { type Edge, edgeRoot, growTree, NO_LEAVES, readEdge, type TileBytes } from "./tlog/grow.ts"
import { leafHash } from "./tlog/merkle.ts"
import { TlogError } from "./tlog/size.ts"
import { parseEntries, TILE_WIDTH, tilePath, tileWidth } from "./tlog/tile.ts"

/** A log as it came. */
export interface CarriedLog {
  /** Its signature is the caller's to have verified. */
  readonly checkpoint: Pick<Checkpoint, "size" | "root">
  /** A checkpoint that was verified before: the tree must have grown out of it. */
  readonly seen?: Pick<Checkpoint, "size" | "root"> | undefined
  /** Read from leaf 0 although `seen` is known, where all leaves are there. */
  readonly whole?: boolean
  /** The bytes under a path `tile/…`, of this very width. It rejects where there are none. */
  readonly read: (path: string) => Promise<Uint8Array>
  /** Told each tile of hashes that the tree has from where reading began, once; its bytes are computed, not read. */
  readonly tile?: (path: string, bytes: Uint8Array) => Promise<void> | void
}

/** One leaf. */
export interface CarriedLeaf {
  readonly index: number
  readonly entry: Uint8Array
  /** Leaf hash, hex. */
  readonly hash: string
}

/**
 * The leaves that `seen` did not have, in order. They count only once the generator has ended: the root is compared last.
 * @throws {CarriedError} `log-older`, `log-fork`, `log-mismatch`
 * @throws {TlogError} `tile-malformed` @throws whatever `read` threw
 */
export async function* readLeaves(log: CarriedLog): AsyncGenerator<CarriedLeaf> {
  const { checkpoint, seen } = log
  const { size } = checkpoint
  const known = seen?.size ?? 0
  if (size < known) throw new CarriedError("log-older", "ends before what was seen")
  let edge = seen === undefined || log.whole === true ? NO_LEAVES : await edgeOf(log, seen)
  await tellEdge(log, edge)
  while (edge.size < size) {
    const entries = await nextEntries(log, edge)
    // Not over what was seen: its root is compared where it ended.
    const cut = edge.size < known ? entries.slice(0, known - edge.size) : entries
    const hashes = cut.map((entry) => leafHash(entry))
    const from = edge.size
    const grown = growTree(edge, hashes)
    await tell(log, grown.tiles)
    edge = grown.edge
    if (edge.size === seen?.size && !equal(grown.root, seen.root)) throw forked()
    if (from < known) continue
    for (const [i, entry] of cut.entries())
      yield { index: from + i, entry, hash: hex(hashes[i] as Uint8Array) }
  }
  if (!equal(edgeRoot(edge), checkpoint.root)) {
    if (edge.size === known) throw forked()
    throw new CarriedError("log-mismatch", "its leaves are not those of its root")
  }
}

// The tiles at the right edge of the tree that was seen, cut from those of the tree that is there now.
async function edgeOf(
  { read, checkpoint }: CarriedLog,
  seen: Checkpoint | Pick<Checkpoint, "size" | "root">,
) {
  const cutFrom = async (level: number, n: number, width: number): Promise<Uint8Array> => {
    const there = await read(tilePath(level, n, tileWidth(checkpoint.size, level, n)))
    return there.subarray(0, width * HASH)
  }
  try {
    return await readEdge(cutFrom, seen.size, seen.root)
  } catch (cause) {
    if (cause instanceof TlogError && cause.code === "tile-mismatch")
      throw new CarriedError("log-fork", "did not grow out of what was seen", { cause })
    throw cause
  }
}

const HASH = 32

// From the bundle that the next leaf lies in, without those of it that are known.
async function nextEntries({ read, checkpoint }: CarriedLog, { size }: Edge): Promise<Uint8Array[]> {
  const n = Math.floor(size / TILE_WIDTH)
  const width = tileWidth(checkpoint.size, 0, n)
  return parseEntries(await read(tilePath("entries", n, width)), width).slice(size % TILE_WIDTH)
}

// A tile that does not change any more is told from the edge: nothing after this will write it.
async function tellEdge({ checkpoint, read, tile }: CarriedLog, { size, levels }: Edge): Promise<void> {
  if (tile === undefined) return
  for (const [level, hashes] of levels.entries()) {
    const n = Math.floor(size / TILE_WIDTH ** (level + 1))
    const width = tileWidth(checkpoint.size, level, n)
    if (width !== hashes.length || width === 0) continue
    const path = tilePath(level, n, width)
    await tile(path, await read(path))
  }
}

async function tell({ checkpoint, tile }: CarriedLog, tiles: readonly TileBytes[]): Promise<void> {
  for (const { level, n, width, bytes } of tiles)
    if (width === tileWidth(checkpoint.size, level, n)) await tile?.(tilePath(level, n, width), bytes)
}

function forked(): CarriedError {
  return new CarriedError("log-fork", "did not grow out of what was seen")
}
