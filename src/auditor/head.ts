// Who signed the log's state (PROTOCOL sections 7 and 8): the key that was the log's then, both keys where it has just changed,
// and the witnesses that the charter demands.
import type { Charter } from "../core/charter/charter.ts"
import { CodedError } from "../core/errors.ts"
import { encodeVkey } from "../core/note/vkey.ts"
import type { SignedCheckpoint } from "../core/tlog/checkpoint.ts"
import { requireQuorum } from "../core/tlog/cosignature.ts"
import type { Book } from "./book.ts"
import type { Tally } from "./tally.ts"

/** A log's state that was read to its end. */
export interface Head {
  readonly book: Book
  /** The checkpoint's note. */
  readonly bytes: Uint8Array
  readonly checkpoint: SignedCheckpoint
  readonly tally: Tally
  /** Leaf at which the last batch begins at the latest. */
  readonly lastBatch: number
}

export async function checkHead({ book, bytes, checkpoint, tally, lastBatch }: Head): Promise<void> {
  const { signedBy } = checkpoint
  const signs = (charter: Charter): boolean => signedBy.some((key) => encodeVkey(key) === charter.body.log)
  const newest = book.keys.charter
  if (!signs(newest))
    book.find("bad-signature", { detail: "The log's state is signed by a key that was not the log's then." })
  // Only the first state under a new key must bear both; whether this is it shows where its batch holds the change.
  const [changed, old] = changeOf(book)
  if (changed !== undefined && old !== undefined && changed.index >= lastBatch && !signs(old.charter))
    book.find("log-key-alone", { index: changed.index })
  await requireWitnesses(book, bytes, newest, tally)
}

export async function requireWitnesses(
  book: Book,
  bytes: Uint8Array,
  { body }: Charter,
  tally: Tally,
): Promise<void> {
  try {
    tally.checked.cosignatures = (await requireQuorum(bytes, body.witnesses, body.witnessQuorum)).length
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    book.find("witnesses")
  }
}

// The charter that last changed the log's key, and the one before it.
function changeOf({ charters }: Book) {
  const at = charters.findLastIndex(
    ({ charter }, i) => i > 0 && charters[i - 1]?.charter.body.log !== charter.body.log,
  )
  return at < 0 ? [] : [charters[at], charters[at - 1]]
}
