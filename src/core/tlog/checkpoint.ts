// Checkpoints (c2sp.org/tlog-checkpoint v1.0.0): the log's name, size and root, as a signed note without extension lines.
import { fromBase64, toBase64 } from "../base64.ts"
import { CodedError } from "../errors.ts"
import { type Note, NoteError, openNote, parseNote, signNote } from "../note/note.ts"
import type { Signer, VerifierKey } from "../note/vkey.ts"
import { HASH, readSize } from "./size.ts"

export class CheckpointError extends CodedError<"checkpoint-malformed" | "origin"> {}

/** A log of `size` leaves and its root, 32 bytes. */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

/** A checkpoint with who signed it. Cosignatures are not judged here. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: Note
  readonly signedBy: readonly VerifierKey[]
}

/**
 * Signs a checkpoint by the log key; witnesses add their lines later.
 * @param logs the log key; with it, at the first checkpoint after a change, the key before
 */
export function signCheckpoint(
  { origin, size, root }: Checkpoint,
  ...logs: readonly [Signer, ...Signer[]]
): Promise<Uint8Array> {
  return signNote(`${origin}\n${size}\n${toBase64(root)}\n`, logs)
}

/**
 * Verifies that the log signed it; other lines are passed over, as the specification has it.
 * @throws {CheckpointError} `checkpoint-malformed`, `origin`
 * @throws {NoteError} `note-malformed`, `signature`
 */
export function openCheckpoint(
  bytes: Uint8Array,
  origin: string,
  log: VerifierKey,
): Promise<SignedCheckpoint> {
  return openSigned(bytes, origin, [log])
}

/**
 * The same for the first checkpoint under a new log key (PROTOCOL section 7), which both keys sign. One that the new key
 * alone signed opens with {@link openCheckpoint}: the old key was lost, which is reported.
 * @throws {CheckpointError} `checkpoint-malformed`, `origin`
 * @throws {NoteError} `note-malformed`, `signature`
 */
export async function openHandover(
  bytes: Uint8Array,
  origin: string,
  before: VerifierKey,
  after: VerifierKey,
): Promise<SignedCheckpoint> {
  const opened = await openSigned(bytes, origin, [before, after])
  if (!opened.signedBy.includes(before) || !opened.signedBy.includes(after))
    throw new NoteError("signature", "not signed by the key before and the key after")
  return opened
}

/**
 * Verifies that at least one of the log's keys signed; a line of one of them that does not verify spoils the note.
 * @throws {CheckpointError} `checkpoint-malformed`, `origin`
 * @throws {NoteError} `note-malformed`, `signature`
 */
export async function openSigned(
  bytes: Uint8Array,
  origin: string,
  logs: readonly VerifierKey[],
): Promise<SignedCheckpoint> {
  const { note, verified } = await openNote(bytes, logs)
  const checkpoint = parseCheckpoint(note)
  if (checkpoint.origin !== origin) throw new CheckpointError("origin", "another log's checkpoint")
  return { ...checkpoint, note, signedBy: verified }
}

/**
 * What a note says, if it is a checkpoint; verifies nothing.
 * @throws {CheckpointError} `checkpoint-malformed`
 */
export function parseCheckpoint({ text }: Pick<Note, "text">): Checkpoint {
  const [origin, decimal, base64, end, more] = text.split("\n")
  if (!origin || decimal === undefined || base64 === undefined || end !== "" || more !== undefined)
    throw malformed()
  const size = readSize(decimal)
  if (size === undefined) throw malformed()
  try {
    const root = fromBase64(base64)
    if (root.length === HASH) return { origin, size, root }
  } catch (cause) {
    throw new CheckpointError("checkpoint-malformed", "root is not base64", { cause })
  }
  throw malformed()
}

/** The checkpoint in a note's bytes, with nothing verified: to know whose it says to be. */
export function peekCheckpoint(bytes: Uint8Array): Checkpoint {
  return parseCheckpoint(parseNote(bytes))
}

function malformed(): CheckpointError {
  return new CheckpointError("checkpoint-malformed", "not origin, size and root")
}
