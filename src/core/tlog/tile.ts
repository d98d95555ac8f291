// Names and bytes of tiles (c2sp.org/tlog-tiles): 256 hashes or entries each, partial ones named by their width.
import { concat } from "../bytes.ts"

/** Hashes or entries in a full tile. */
export const TILE_WIDTH = 256

/** `N` as the path has it: groups of three digits, all but the last with an `x` before. */
export function tileIndexPath(n: number): string {
  const groups = [String(n % 1000).padStart(3, "0")]
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`)
  }
  return groups.join("/")
}

/** `tile/<level>/<N>[.p/<W>]`; `level` is a number, or `entries` for the leaves' bytes. */
export function tilePath(level: number | "entries", n: number, width: number = TILE_WIDTH): string {
  return `tile/${level}/${tileIndexPath(n)}${width === TILE_WIDTH ? "" : `.p/${width}`}`
}

/** An entry bundle: each entry after its length in two bytes, big-endian. */
export function encodeEntries(entries: readonly Uint8Array[]): Uint8Array {
  return concat(...entries.flatMap((e) => [Uint8Array.of(Math.floor(e.length / 256), e.length % 256), e]))
}
