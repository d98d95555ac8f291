// What both ends of the air gap check alike (PROTOCOL sections 8 and 11): the signed tree of one leaf, which is charter
// 1, and the promise for a statement that is not yet in the log. Not a verifier of longer logs.
import { concat, equal, hex } from "./bytes.ts"
import type { Charter } from "./charter/charter.ts"
import { CodedError } from "./errors.ts"
import { encodeNote } from "./note/note.ts"
import { parseVkey } from "./note/vkey.ts"
import { type InclusionPromise, openPromise } from "./statement/promise.ts"
import { type Checkpoint, openCheckpoint } from "./tlog/checkpoint.ts"
import { requireQuorum } from "./tlog/cosignature.ts"
import { leafHash, treeRoot } from "./tlog/merkle.ts"
import { encodeEntries, tilePath } from "./tlog/tile.ts"

export class CarriedError extends CodedError<
  "log-mismatch" | "promise-mismatch" | "charter-unknown" | "policy-mismatch"
> {}

/** The files of a log of one leaf, as they are named below a server and in a bundle. */
export const LOG_FILES = {
  checkpoint: "log/checkpoint",
  hashes: `log/${tilePath(0, 0, 1)}`,
  entries: `log/${tilePath("entries", 0, 1)}`,
} as const

export type LogFiles = { readonly [name in keyof typeof LOG_FILES]: Uint8Array }

/**
 * Verifies the tree of one leaf: signed by the newest charter's log key, and its leaf is charter 1.
 * @param charters the verified chain, oldest first
 * @throws {CarriedError} `log-mismatch`
 * @throws {CosignatureError} `cosignature`, `witnesses` where the charter demands more of them than there are
 * @throws {CheckpointError|NoteError} if the checkpoint is not the log's
 */
export async function openFirstTree(files: LogFiles, charters: readonly Charter[]): Promise<Checkpoint> {
  const [first, newest] = [charters[0] as Charter, charters[charters.length - 1] as Charter]
  const checkpoint = await openCheckpoint(files.checkpoint, first.origin, parseVkey(newest.body.log))
  await requireQuorum(files.checkpoint, newest.body.witnesses, newest.body.witnessQuorum)
  const leaf = encodeNote(first.note)
  const same =
    checkpoint.size === 1 &&
    equal(checkpoint.root, treeRoot([leafHash(leaf)])) &&
    equal(files.hashes, concat(leafHash(leaf))) &&
    equal(files.entries, encodeEntries([leaf]))
  if (!same) throw new CarriedError("log-mismatch", "not the tree of one leaf, charter 1")
  return checkpoint
}

/**
 * Verifies the promise for one statement, by any log key that the organisation had.
 * @throws {CarriedError} `promise-mismatch` for another statement's promise
 * @throws {StatementError} if it is malformed or the log did not sign it
 */
export async function requirePromise(
  promise: Uint8Array,
  statement: Uint8Array,
  charters: readonly Charter[],
): Promise<InclusionPromise> {
  const origin = (charters[0] as Charter).origin
  const logs = [...new Set(charters.map(({ body }) => body.log))].reverse()
  const body = await firstToOpen(logs.map((log) => () => openPromise(promise, origin, parseVkey(log))))
  if (body.leaf !== hex(leafHash(statement)))
    throw new CarriedError("promise-mismatch", "promises another statement")
  return body
}

/** @throws {CarriedError} `charter-unknown` unless `hash` is one of the chain's */
export function requireKnownCharter(hash: string, charters: readonly Charter[]): void {
  if (!charters.some((charter) => charter.hash === hash))
    throw new CarriedError("charter-unknown", "names a charter that is not the organisation's")
}

async function firstToOpen<T>(ways: readonly (() => Promise<T>)[]): Promise<T> {
  let failure: unknown
  for (const way of ways) {
    try {
      return await way()
    } catch (error) {
      failure ??= error // what the newest key said
    }
  }
  throw failure
}
