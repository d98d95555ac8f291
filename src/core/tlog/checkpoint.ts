// Checkpoints (c2sp.org/tlog-checkpoint v1.0.0): the log's name, size and root, as a signed note without extension lines.
import { fromBase64, toBase64 } from "../base64.ts"
import { CodedError } from "../errors.ts"
import { openNote, parseNote, signNote } from "../note/note.ts"
import type { Signer, VerifierKey } from "../note/vkey.ts"

export class CheckpointError extends CodedError<"checkpoint-malformed" | "origin"> {}

/** A log of `size` leaves and its root, 32 bytes. */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

/** Signs a checkpoint by the log key; witnesses add their lines later. */
export function signCheckpoint({ origin, size, root }: Checkpoint, log: Signer): Promise<Uint8Array> {
  return signNote(`${origin}\n${size}\n${toBase64(root)}\n`, [log])
}

/**
 * Verifies that the log signed it; other lines are passed over, as the specification has it.
 * @throws {CheckpointError} `checkpoint-malformed`, `origin`
 * @throws {NoteError} `note-malformed`, `signature`
 */
export async function openCheckpoint(
  bytes: Uint8Array,
  origin: string,
  log: VerifierKey,
): Promise<Checkpoint> {
  await openNote(bytes, [log])
  const [named, size, root, end, more] = parseNote(bytes).text.split("\n")
  if (named !== origin) throw new CheckpointError("origin", "another log's checkpoint")
  if (size === undefined || root === undefined || end !== "" || more !== undefined) throw malformed()
  if (!/^(0|[1-9][0-9]{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) throw malformed()
  try {
    const hash = fromBase64(root)
    if (hash.length === 32) return { origin, size: Number(size), root: hash }
  } catch (cause) {
    throw new CheckpointError("checkpoint-malformed", "root is not base64", { cause })
  }
  throw malformed()
}

function malformed(): CheckpointError {
  return new CheckpointError("checkpoint-malformed", "not origin, size and root")
}
