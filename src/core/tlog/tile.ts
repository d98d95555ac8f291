// Names and bytes of tiles (c2sp.org/tlog-tiles): 256 hashes or entries each, partial ones named by their width.
// Where they are kept, and whether their hashes are a tree's, is not known here.
import { concat } from "../bytes.ts"
import { HASH, readSize, requireHashes, requireSizes, TlogError } from "./size.ts"

/** Hashes or entries in a full tile. */
export const TILE_WIDTH = 256
const MAX_LEVEL = 63
const MAX_ENTRY = 65_535 // its length stands in two bytes

/** A tile of hashes: number `n` of its level, the first `width` hashes of it. */
export interface Tile {
  readonly level: number
  readonly n: number
  readonly width: number
}

/** `N` as the path has it: groups of three digits, all but the last with an `x` before. */
export function tileIndexPath(n: number): string {
  const groups = [String(n % 1000).padStart(3, "0")]
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`)
  }
  return groups.join("/")
}

/**
 * `tile/<level>/<N>[.p/<W>]`; `level` is a number, or `entries` for the leaves' bytes.
 * @throws {TlogError} `tree-size`, `tile-malformed` for what no tile has
 */
export function tilePath(level: number | "entries", n: number, width: number = TILE_WIDTH): string {
  requireSizes(n, width, level === "entries" ? 0 : level)
  if (width < 1 || width > TILE_WIDTH || (level !== "entries" && level > MAX_LEVEL))
    throw new TlogError("tile-malformed", "no tile has this level or width")
  return `tile/${level}/${tileIndexPath(n)}${width === TILE_WIDTH ? "" : `.p/${width}`}`
}

const PATH = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/

/**
 * Which tile a path names: every tile has one path.
 * @throws {TlogError} `tile-malformed`
 */
export function parseTilePath(path: string): { level: number | "entries"; n: number; width: number } {
  const [, name, groups, partial] = PATH.exec(path) ?? []
  if (name === undefined || groups === undefined) throw new TlogError("tile-malformed", "not a tile's path")
  const level = name === "entries" ? name : Number(name)
  const [n, width] = [Number(groups.replace(/[x/]/g, "")), Number(partial ?? TILE_WIDTH)]
  if (readSize(String(n)) === undefined || tilePath(level, n, width) !== path)
    throw new TlogError("tile-malformed", "not the one path of a tile")
  return { level, n, width }
}

/** How many hashes tile `n` of `level` has in a tree of `size` leaves; 0 where it is not there. */
export function tileWidth(size: number, level: number, n: number): number {
  return Math.max(0, Math.min(TILE_WIDTH, hashesAt(size, level) - n * TILE_WIDTH))
}

/**
 * The tiles that a tree writes when it grows, leaves first; those of level 0 have an entry bundle each. A partial tile
 * is never hashed upward: a level's hashes are complete subtrees only.
 * @throws {TlogError} `tree-size`
 */
export function* newTiles(oldSize: number, newSize: number): Generator<Tile> {
  requireSizes(oldSize, newSize)
  if (oldSize > newSize) throw new TlogError("tree-size", "a tree does not shrink")
  for (let level = 0; hashesAt(newSize, level) > 0; level++) {
    const [before, after] = [hashesAt(oldSize, level), hashesAt(newSize, level)]
    if (before === after) continue // what the level has is written, and stays
    for (let n = Math.floor(before / TILE_WIDTH); n * TILE_WIDTH < after; n++)
      yield { level, n, width: tileWidth(newSize, level, n) }
  }
}

/**
 * The first `width` hashes of a tile, from its own bytes or from those of the full tile that replaced it.
 * @throws {TlogError} `tile-malformed`
 */
export function parseTile(bytes: Uint8Array, width: number): Uint8Array[] {
  if (bytes.length !== width * HASH && bytes.length !== TILE_WIDTH * HASH)
    throw new TlogError("tile-malformed", "not as many hashes as the tile has")
  return Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH, (i + 1) * HASH))
}

/** The bytes of a tile. @throws {TlogError} `tree-hash` */
export function encodeTile(hashes: readonly Uint8Array[]): Uint8Array {
  requireHashes(hashes)
  return concat(...hashes)
}

/**
 * An entry bundle: each entry after its length in two bytes, big-endian.
 * @throws {TlogError} `entry-too-large`
 */
export function encodeEntries(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.some(({ length }) => length > MAX_ENTRY))
    throw new TlogError("entry-too-large", "over 65535 bytes")
  return concat(...entries.flatMap((e) => [Uint8Array.of(Math.floor(e.length / 256), e.length % 256), e]))
}

/**
 * The entries of a bundle of exactly `width`, as views of it.
 * @throws {TlogError} `tile-malformed`
 */
export function parseEntries(bytes: Uint8Array, width: number): Uint8Array[] {
  const entries: Uint8Array[] = []
  let at = 0
  for (let i = 0; i < width; i++) {
    const [high, low] = bytes.subarray(at, at + 2)
    if (high === undefined || low === undefined) throw new TlogError("tile-malformed", "too few entries")
    const end = at + 2 + high * 256 + low
    if (end > bytes.length) throw new TlogError("tile-malformed", "an entry is cut off")
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  if (at !== bytes.length) throw new TlogError("tile-malformed", "more than the entries")
  return entries
}

function hashesAt(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** level)
}
