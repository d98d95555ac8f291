// Proofs that leaves are in the served log (c2sp.org/tlog-proof), out of its tiles. Each is verified before it is handed
// out: a tile that rotted would prove nothing.

import { fromBase64 } from "../core/base64.ts"
import { parseNote } from "../core/note/note.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import { verifyInclusion } from "../core/tlog/proof.ts"
import { encodeProof } from "../core/tlog/proof-file.ts"
import { proveInclusion } from "../core/tlog/prove.ts"
import type { TileReader } from "../core/tlog/subtree.ts"
import { tilePath, tileWidth } from "../core/tlog/tile.ts"
import type { LogHead, Store } from "../storage/port.ts"

/** @returns makes the proof file of a leaf by its index, or null for one that is not served yet; reads each tile once */
export function proofsUnder(
  store: Pick<Store, "logFile">,
  { size, checkpoint }: Pick<LogHead, "size" | "checkpoint">,
): (note: Uint8Array, position: number | null) => Promise<Uint8Array | null> {
  const tiles = new Map<string, Promise<Uint8Array | undefined>>()
  const read: TileReader = async (level, n) => {
    const path = tilePath(level, n, tileWidth(size, level, n))
    if (!tiles.has(path)) tiles.set(path, store.logFile(path))
    const bytes = await tiles.get(path)
    if (bytes === undefined) throw new Error("a tile is missing")
    return bytes
  }
  // The head is our own, and was checked when it moved.
  const root = fromBase64(parseNote(checkpoint).text.split("\n")[2] ?? "")
  return async (note, position) => {
    if (position === null || position >= size) return null
    try {
      const hashes = await proveInclusion(read, position, size)
      verifyInclusion(position, size, leafHash(note), hashes, root)
      return encodeProof({ index: position, hashes, checkpoint })
    } catch (cause) {
      throw new Error("the log's tiles are not those of its head", { cause }) // ours, whatever its code says
    }
  }
}
