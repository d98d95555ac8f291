// The log against what others saw of it (PROTOCOL section 8): a checkpoint that somebody kept, of whatever size. Two logs of one
// size with two roots are a fork; one that did not grow out of the other is too. By proofs that hold under both roots, because
// tiles that are asked for a second time may be others.
import type { Charter } from "../core/charter/charter.ts"
import { CodedError } from "../core/errors.ts"
import { parseVkey } from "../core/note/vkey.ts"
import { type Checkpoint, openSigned } from "../core/tlog/checkpoint.ts"
import { verifyConsistency } from "../core/tlog/proof.ts"
import { proveConsistency } from "../core/tlog/prove.ts"
import { TlogError } from "../core/tlog/size.ts"
import { tilePath } from "../core/tlog/tile.ts"
import type { Book } from "./book.ts"
import type { Source } from "./source.ts"

type Tree = Pick<Checkpoint, "size" | "root">

/** @param others exact notes; one that the log did not sign proves nothing, and is said to be none */
export async function compareWith(
  book: Book,
  source: Pick<Source, "tile">,
  charters: readonly Charter[],
  ours: Tree,
  others: readonly Uint8Array[],
): Promise<void> {
  const keys = [...new Set(charters.map(({ body }) => body.log))].map((vkey) => parseVkey(vkey))
  for (const bytes of others) {
    let theirs: Checkpoint
    try {
      theirs = await openSigned(bytes, (charters[0] as Charter).origin, keys)
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      book.find("source-failed", { detail: "A checkpoint to compare with is not this log's." })
      continue
    }
    if (theirs.size > ours.size)
      book.find("rollback", { detail: `Somebody has seen ${theirs.size} entries.` })
    else if (!(await grewOutOf(source, theirs, ours)))
      book.find("fork", { detail: `It differs from what was shown at ${theirs.size} entries.` })
  }
}

/**
 * Whether `ours` grew out of `theirs`, which is not larger.
 * @throws {SourceError} where the source does not give the tiles that would show it
 */
export async function grewOutOf(source: Pick<Source, "tile">, theirs: Tree, ours: Tree): Promise<boolean> {
  const read = (level: number, n: number, width: number): Promise<Uint8Array> =>
    source.tile(tilePath(level, n, width))
  try {
    const proof = await proveConsistency(read, theirs.size, ours.size)
    verifyConsistency(theirs.size, ours.size, theirs.root, ours.root, proof)
    return true
  } catch (error) {
    if (error instanceof TlogError) return false
    throw error
  }
}
