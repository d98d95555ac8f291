// The public part of a log alone (PROTOCOL section 8): tiles of hashes against the signed root, growth since what was seen,
// sizes that batches can have. For whoever has no auditor's key, and for the page in a browser; it says nothing of entries.
import { equal } from "../core/bytes.ts"
import { CodedError } from "../core/errors.ts"
import type { Checkpoint } from "../core/tlog/checkpoint.ts"
import { edgeRoot, growTree, NO_LEAVES } from "../core/tlog/grow.ts"
import { parseTile, tilePath, tileWidth } from "../core/tlog/tile.ts"
import type { Book } from "./book.ts"
import { grewOutOf } from "./compare.ts"
import type { Source } from "./source.ts"

const BATCH = 8 // leaves, at least; every batch is a multiple of it

/** @returns whether the tree of hashes is the signed one */
export async function walkHashes(
  book: Book,
  source: Pick<Source, "tile">,
  { size, root }: Pick<Checkpoint, "size" | "root">,
  seen: Pick<Checkpoint, "size" | "root"> | undefined,
): Promise<boolean> {
  if (seen !== undefined && size < seen.size) {
    book.find("rollback")
    return false
  }
  if (size === 0 || (size - 1) % BATCH !== 0) book.find("batch-shape")
  try {
    let edge = NO_LEAVES
    for (let n = 0; edge.size < size; n++) {
      const width = tileWidth(size, 0, n)
      const hashes = parseTile(await source.tile(tilePath(0, n, width)), width)
      const grown = growTree(edge, hashes)
      for (const { level, n: at, width: wide, bytes } of grown.tiles)
        if (level > 0 && wide === tileWidth(size, level, at)) {
          const theirs = await source.tile(tilePath(level, at, wide))
          if (!equal(theirs.subarray(0, bytes.length), bytes)) book.find("root-mismatch")
        }
      edge = grown.edge
    }
    if (!equal(edgeRoot(edge), root)) {
      book.find("root-mismatch")
      return false
    }
    if (seen !== undefined && !(await grewOutOf(source, seen, { size, root }))) {
      book.find("inconsistent")
      return false
    }
    return true
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    if (error.name === "SourceError") throw error
    book.find("root-mismatch")
    return false
  }
}
