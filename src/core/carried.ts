// What both ends of the air gap check alike (PROTOCOL sections 8 and 11): whose checkpoint it is and who cosigned it, and
// the promise for a statement that is not yet in the log. The leaves are carried-log.ts, what they say is ledger.ts.
import { hex } from "./bytes.ts"
import type { Charter } from "./charter/charter.ts"
import { CodedError } from "./errors.ts"
import { encodeVkey, parseVkey } from "./note/vkey.ts"
import { type InclusionPromise, openPromise } from "./statement/promise.ts"
import { openSigned, type SignedCheckpoint } from "./tlog/checkpoint.ts"
import { requireQuorum } from "./tlog/cosignature.ts"
import { leafHash } from "./tlog/merkle.ts"

/**
 * `log-mismatch`: leaves, tiles and root are not of one tree. `log-older`: it ends before what was seen. `log-gap`: it begins
 * after it. `log-fork`: it never grew out of what was seen. `log-key`: signed by a key that was not the log's then.
 * `missing`: a promise is.
 */
export class CarriedError extends CodedError<
  | "log-mismatch"
  | "log-older"
  | "log-gap"
  | "log-fork"
  | "log-key"
  | "promise-mismatch"
  | "leaf-hash"
  | "missing"
  | "charter-unknown"
  | "policy-mismatch"
> {}

/** The checkpoint's name in a bundle, and below a server; tiles stand beside it. */
export const CHECKPOINT = "log/checkpoint"

/**
 * Verifies that one of the log's keys of this chain signed a checkpoint. Which of them it must be shows only in the log:
 * {@link requireLogKey}, once it was read.
 * @param charters the verified chain, oldest first
 * @throws {CheckpointError|NoteError} if it is not the log's
 */
export function openCarriedCheckpoint(
  bytes: Uint8Array,
  charters: readonly Charter[],
): Promise<SignedCheckpoint> {
  const logs = [...new Set(charters.map(({ body }) => body.log))].map((vkey) => parseVkey(vkey))
  return openSigned(bytes, (charters[0] as Charter).origin, logs)
}

/**
 * Verifies that the log key of the newest charter in the log signed, and its quorum of witnesses.
 * @param newest the newest charter among the leaves of the checkpoint
 * @throws {CarriedError} `log-key` @throws {CosignatureError} `cosignature`, `witnesses`
 */
export async function requireLogKey(
  bytes: Uint8Array,
  { signedBy }: SignedCheckpoint,
  newest: Charter,
): Promise<void> {
  const { log, witnesses, witnessQuorum } = newest.body
  if (!signedBy.some((key) => encodeVkey(key) === log))
    throw new CarriedError("log-key", "not signed by the log key of its newest charter")
  await requireQuorum(bytes, witnesses, witnessQuorum)
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
