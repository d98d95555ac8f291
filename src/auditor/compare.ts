// The log against what others saw of it (PROTOCOL section 8): a checkpoint that somebody kept, of whatever size. Two logs of one
// size with two roots are a fork; one that did not grow out of the other is too.
import { equal } from "../core/bytes.ts"
import type { Charter } from "../core/charter/charter.ts"
import { CodedError } from "../core/errors.ts"
import { parseVkey } from "../core/note/vkey.ts"
import { type Checkpoint, openSigned } from "../core/tlog/checkpoint.ts"
import { rootOfTiles } from "../core/tlog/subtree.ts"
import { tilePath, tileWidth } from "../core/tlog/tile.ts"
import type { Book } from "./book.ts"
import type { Source } from "./source.ts"

/** @param others exact notes; one that the log did not sign proves nothing, and is said to be none */
export async function compareWith(
  book: Book,
  source: Source,
  origin: string,
  charters: readonly Charter[],
  ours: Pick<Checkpoint, "size" | "root">,
  others: readonly Uint8Array[],
): Promise<void> {
  const keys = [...new Set(charters.map(({ body }) => body.log))].map((vkey) => parseVkey(vkey))
  for (const bytes of others) {
    let theirs: Checkpoint
    try {
      theirs = await openSigned(bytes, origin, keys)
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      book.find("source-failed", { detail: "A checkpoint to compare with is not this log's." })
      continue
    }
    if (theirs.size > ours.size)
      book.find("rollback", { detail: `Somebody has seen ${theirs.size} entries.` })
    else if (theirs.size === ours.size) {
      if (!equal(theirs.root, ours.root)) book.find("fork")
    } else if (!equal(await rootAt(source, ours.size, theirs.size), theirs.root))
      book.find("fork", { detail: `It differs from what was shown at ${theirs.size} entries.` })
  }
}

/** The root of the first `size` leaves, out of the tiles of a tree of `whole` leaves. */
export function rootAt(source: Pick<Source, "tile">, whole: number, size: number): Promise<Uint8Array> {
  const read = async (level: number, n: number, width: number): Promise<Uint8Array> => {
    const tile = await source.tile(tilePath(level, n, tileWidth(whole, level, n)))
    return tile.subarray(0, width * 32)
  }
  return rootOfTiles(read, size)
}
