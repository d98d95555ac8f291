// tlog-proof files (c2sp.org/tlog-proof@v1): that a leaf is in the log, for a reader without the log. Stricter than the
// specification's own parser: no carriage return, no leading zero, canonical base64; one file for one proof.
import { fromBase64, toBase64 } from "../base64.ts"
import { parseNote } from "../note/note.ts"
import type { VerifierKey } from "../note/vkey.ts"
import { openSigned, type SignedCheckpoint } from "./checkpoint.ts"
import { type Cosigned, requireQuorum } from "./cosignature.ts"
import { hashLine, joinLines, MAX_HASHES, readHashes, splitLines } from "./lines.ts"
import { verifyInclusion } from "./proof.ts"
import { readSize, requireHashes, requireSizes, TlogError } from "./size.ts"

const FIRST_LINE = "c2sp.org/tlog-proof@v1"

/** A proof taken apart; nothing of it is verified. */
export interface ProofFile {
  /** Nobody signed this: never believe it. */
  readonly extra?: Uint8Array
  readonly index: number
  readonly hashes: readonly Uint8Array[]
  /** The checkpoint note as it is, cosignatures and all. */
  readonly checkpoint: Uint8Array
}

/** Whom a reader of proofs believes. */
export interface LogPolicy {
  readonly origin: string
  /** The log's keys, any of which may have signed. */
  readonly logs: readonly VerifierKey[]
  readonly witnesses: readonly { readonly vkey: string }[]
  readonly witnessQuorum: number
}

/** The file's bytes. @throws {TlogError} `tree-size`, `tree-hash`, `proof-malformed` */
export function encodeProof({ extra, index, hashes, checkpoint }: ProofFile): Uint8Array {
  requireSizes(index)
  requireHashes(hashes)
  if (extra?.length === 0) throw malformed("extra data that is empty")
  if (hashes.length > MAX_HASHES) throw malformed("too many hashes")
  const head = extra === undefined ? [FIRST_LINE] : [FIRST_LINE, `extra ${toBase64(extra)}`]
  return joinLines([...head, `index ${index}`, ...hashes.map(hashLine)], checkpoint)
}

/**
 * @throws {TlogError} `proof-malformed`
 * @throws {NoteError} `note-malformed`
 */
export function parseProof(bytes: Uint8Array): ProofFile {
  const split = splitLines(bytes)
  const [first, ...lines] = split?.lines ?? []
  if (split === undefined || first !== FIRST_LINE) throw malformed("not a tlog-proof of version 1")
  const extra = lines[0]?.startsWith("extra ") ? lines.shift()?.slice("extra ".length) : undefined
  const [named, ...base64] = lines
  const index = named?.startsWith("index ") ? readSize(named.slice("index ".length)) : undefined
  const hashes = readHashes(base64)
  if (index === undefined || hashes === undefined) throw malformed("not an index and hashes")
  parseNote(split.checkpoint)
  const proof = { index, hashes, checkpoint: split.checkpoint }
  return extra === undefined ? proof : { extra: readExtra(extra), ...proof }
}

/**
 * Verifies a proof in the specification's order: the log's name and signature, the witnesses, then the leaf's way to the root.
 * @param leafHash of the leaf that the reader has in hand
 * @returns the checkpoint that holds the leaf, its index, and who cosigned
 * @throws {TlogError} `proof-malformed`, `inclusion`, `tree-size`, `tree-hash`
 * @throws {CheckpointError} `checkpoint-malformed`, `origin`
 * @throws {CosignatureError} `cosignature`, `witnesses`
 * @throws {NoteError} `note-malformed`, `signature`
 */
export async function openProof(
  bytes: Uint8Array,
  leafHash: Uint8Array,
  policy: LogPolicy,
): Promise<SignedCheckpoint & { index: number; cosigned: readonly Cosigned[] }> {
  const { index, hashes, checkpoint } = parseProof(bytes)
  const signed = await openSigned(checkpoint, policy.origin, policy.logs)
  const cosigned = await requireQuorum(checkpoint, policy.witnesses, policy.witnessQuorum)
  verifyInclusion(index, signed.size, leafHash, hashes, signed.root)
  return { ...signed, index, cosigned }
}

function readExtra(base64: string): Uint8Array {
  let extra: Uint8Array
  try {
    extra = fromBase64(base64)
  } catch (cause) {
    throw new TlogError("proof-malformed", "extra data is not canonical base64", { cause })
  }
  if (extra.length === 0) throw malformed("extra data that is empty")
  return extra
}

function malformed(why: string): TlogError {
  return new TlogError("proof-malformed", why)
}
