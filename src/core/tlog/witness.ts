// The judgement of a witness (c2sp.org/tlog-witness v1.0.0, add-checkpoint): request bytes, what it knows of the log, and the
// answer. Keeping the new state and answering over HTTP, in this order, is who calls it.
import { utf8 } from "../bytes.ts"
import { CodedError } from "../errors.ts"
import { encodeNote, encodeSignatures, type NoteSignature } from "../note/note.ts"
import type { Signer, VerifierKey } from "../note/vkey.ts"
import { openSigned, peekCheckpoint, type SignedCheckpoint } from "./checkpoint.ts"
import { cosign } from "./cosignature.ts"
import { hashLine, joinLines, MAX_HASHES, readHashes, splitLines } from "./lines.ts"
import { treeRoot } from "./merkle.ts"
import { verifyConsistency } from "./proof.ts"
import { readSize, requireHashes, requireSizes, TlogError } from "./size.ts"

/** A request to cosign: the tree of `old` leaves, which the witness is believed to know, grew into the checkpoint's. */
export interface AddCheckpoint {
  readonly old: number
  /** Consistency proof from `old`; none from 0. */
  readonly proof: readonly Uint8Array[]
  readonly checkpoint: Uint8Array
}

/** The last tree of one log that this witness cosigned. */
export interface Witnessed {
  readonly size: number
  readonly root: Uint8Array
}

/** A log that this witness serves: its keys, and what it cosigned last, if anything. */
export interface KnownLog {
  readonly keys: readonly VerifierKey[]
  readonly stored: Witnessed | undefined
}

/**
 * The answer to a request. With 200 comes the new state: it must be stored **before** the answer leaves, and only if
 * what was stored is still `before` (otherwise judge again), or two requests could roll the witness back.
 */
export type Judgement =
  | (Answer<200> & { readonly origin: string; readonly before: Witnessed | undefined; readonly next: Next })
  | Answer<400 | 403 | 404 | 409 | 422>

interface Answer<Status extends number> {
  readonly status: Status
  readonly contentType: string
  readonly body: Uint8Array
}

/** What a witness keeps of a log: the tree, and the checkpoint to show to monitors, with the log's lines and its own. */
export interface Next extends Witnessed {
  readonly checkpoint: Uint8Array
}

/** The request's bytes. @throws {TlogError} `tree-size`, `tree-hash`, `witness-malformed` */
export function encodeAddCheckpoint({ old, proof, checkpoint }: AddCheckpoint): Uint8Array {
  requireSizes(old)
  requireHashes(proof)
  if (proof.length > MAX_HASHES) throw malformed("too many hashes")
  return joinLines([`old ${old}`, ...proof.map(hashLine)], checkpoint)
}

/** @throws {TlogError} `witness-malformed` */
export function parseAddCheckpoint(bytes: Uint8Array): AddCheckpoint {
  const split = splitLines(bytes)
  const [first, ...lines] = split?.lines ?? []
  const old = first?.startsWith("old ") ? readSize(first.slice("old ".length)) : undefined
  const proof = readHashes(lines)
  if (split === undefined || old === undefined || proof === undefined)
    throw malformed("not an old size, hashes and a checkpoint")
  return { old, proof, checkpoint: split.checkpoint }
}

/**
 * Judges one request.
 * @param knows what this witness knows of the log with that origin; undefined for a log that it does not serve
 * @param witness its Ed25519 key; the line is a cosignature (type 0x04)
 * @param time now, POSIX seconds
 */
export async function judge(
  request: Uint8Array,
  knows: (origin: string) => KnownLog | undefined | Promise<KnownLog | undefined>,
  witness: Signer,
  time: number,
): Promise<Judgement> {
  const read = await orRefusal(() => {
    const parsed = parseAddCheckpoint(request)
    return { ...parsed, ...peekCheckpoint(parsed.checkpoint) }
  })
  if (read instanceof CodedError) return refuse(400, read.code)
  const { old, proof, origin, size } = read
  const log = await knows(origin)
  if (log === undefined) return refuse(404, "origin")
  const opened = await orRefusal(() => openSigned(read.checkpoint, origin, log.keys))
  if (opened instanceof CodedError) return refuse(403, opened.code)
  if (old > size) return refuse(400, "tree-size")
  const known = log.stored ?? { size: 0, root: treeRoot([]) }
  if (old !== known.size) return answer(409, "text/x.tlog.size", `${known.size}\n`)
  // Also what the specification says of equal sizes, of the empty tree's root, and of a proof from 0.
  const grown = await orRefusal(() => verifyConsistency(old, size, known.root, opened.root, proof))
  if (grown instanceof CodedError) return refuse(422, grown.code)

  const line = await cosign(opened.note.text, time, witness)
  const next = { size, root: opened.root, checkpoint: shown(opened, line) }
  return { ...answer(200, TEXT, encodeSignatures([line])), origin, before: log.stored, next }
}

const TEXT = "text/plain; charset=utf-8"

// Lines of keys that this witness does not know are not passed on under its name.
function shown({ note, signedBy }: SignedCheckpoint, line: NoteSignature): Uint8Array {
  const known = note.signatures.filter(({ name, id }) => signedBy.some((k) => k.name === name && k.id === id))
  return encodeNote({ text: note.text, signatures: [...known, line] })
}

async function orRefusal<T>(judged: () => T | Promise<T>): Promise<T | CodedError> {
  try {
    return await judged()
  } catch (error) {
    if (error instanceof CodedError) return error
    throw error
  }
}

function refuse<Status extends 400 | 403 | 404 | 422>(status: Status, code: string): Answer<Status> {
  return answer(status, TEXT, `${code}\n`)
}

function answer<Status extends number>(status: Status, contentType: string, body: string): Answer<Status> {
  return { status, contentType, body: utf8(body) }
}

function malformed(why: string): TlogError {
  return new TlogError("witness-malformed", why)
}
