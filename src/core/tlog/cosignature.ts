// Cosignatures of witnesses (c2sp.org/tlog-cosignature v1.0.1, Ed25519, type 0x04): that as of a time, this was the largest
// consistent tree the witness had seen of this log. And the quorum that a charter demands of them.
import { concat, fromUtf8, hex, utf8 } from "../bytes.ts"
import { CodedError } from "../errors.ts"
import { isSignature } from "../note/ed25519.ts"
import { encodeNote, type Note, type NoteSignature, parseNote, parseSignatures } from "../note/note.ts"
import { COSIGNATURE, ED25519, parseVkey, type Signer, type VerifierKey, verifierKey } from "../note/vkey.ts"
import { isSize } from "./size.ts"

/** `cosignature`: a line under a witness's name that it did not make; `witnesses`: too few of them signed. */
export class CosignatureError extends CodedError<"cosignature" | "witnesses"> {}

/** A witness that signed, and when it says it did (POSIX seconds). */
export interface Cosigned {
  readonly witness: VerifierKey
  readonly time: number
}

const TIME = 8 // bytes, big-endian
const SIGNATURE = 64

/** A witness's key as cosignatures name it (type 0x04), whichever of the two types its vkey was written with. */
export function witnessKey({ name, key }: VerifierKey): VerifierKey {
  return verifierKey(name, key, COSIGNATURE)
}

/**
 * A witness from its vkey, as a charter lists it.
 * @throws {KeyError} `vkey`
 */
export function parseWitness(vkey: string): VerifierKey {
  return witnessKey(parseVkey(vkey, [COSIGNATURE, ED25519]))
}

/**
 * The line by which a witness cosigns a checkpoint. That the tree is consistent with what it saw before is witness.ts.
 * @param text the checkpoint's text, ending with a line feed
 * @param time POSIX seconds, not 0
 * @throws {CosignatureError} `cosignature` for a time that is none
 */
export async function cosign(text: string, time: number, signer: Signer): Promise<NoteSignature> {
  if (!isSize(time) || time === 0) throw new CosignatureError("cosignature", "not a time")
  const { name, id } = witnessKey(signer.verifier)
  return { name, id, bytes: concat(encodeTime(time), await signer.sign(message(text, time))) }
}

/**
 * @returns the time that the witness stated
 * @throws {CosignatureError} `cosignature` unless `line` is the witness's on this text
 */
export async function verifyCosignature(
  { text }: Pick<Note, "text">,
  line: NoteSignature,
  witness: VerifierKey,
): Promise<number> {
  const { name, id, key } = witnessKey(witness)
  if (line.name !== name || line.id !== id || line.bytes.length !== TIME + SIGNATURE) throw notTheirs()
  const time = decodeTime(line.bytes)
  if (!isSize(time) || time === 0) throw notTheirs()
  if (!(await isSignature(key, message(text, time), line.bytes.subarray(TIME)))) throw notTheirs()
  return time
}

/**
 * Verifies the lines of known witnesses under a checkpoint and counts each witness's key once. Other lines are passed
 * over; a bad line of a known witness spoils the checkpoint, as in every signed note.
 * @param checkpoint its bytes; whether the log signed it is not judged here
 * @param witnesses a charter's `witnesses`
 * @param quorum a charter's `witnessQuorum`
 * @returns who cosigned
 * @throws {CosignatureError} `cosignature`; `witnesses` for fewer than `quorum`
 * @throws {NoteError} `note-malformed`
 * @throws {KeyError} `vkey`
 */
export async function requireQuorum(
  checkpoint: Uint8Array,
  witnesses: readonly { readonly vkey: string }[],
  quorum: number,
): Promise<Cosigned[]> {
  const note = parseNote(checkpoint)
  const known = witnesses.map(({ vkey }) => parseWitness(vkey))
  const signed = new Map<string, Cosigned>()
  for (const line of note.signatures) {
    const witness = known.find(({ name, id }) => name === line.name && id === line.id)
    if (witness === undefined) continue
    const time = await verifyCosignature(note, line, witness)
    // By the key alone: the message does not hold the name, so one key under two names signs both lines at once.
    signed.set(hex(witness.key), { witness, time })
  }
  if (!isSize(quorum) || signed.size < quorum)
    throw new CosignatureError("witnesses", "cosigned by too few of the witnesses")
  return [...signed.values()]
}

/**
 * A witness's answer: its lines for this checkpoint. Lines of others are passed over.
 * @param answer signature lines
 * @returns at least one line, each verified
 * @throws {CosignatureError} `cosignature`
 * @throws {NoteError} `note-malformed`
 */
export async function openCosignatures(
  checkpoint: Uint8Array,
  answer: Uint8Array,
  witness: VerifierKey,
): Promise<NoteSignature[]> {
  const note = parseNote(checkpoint)
  const { name, id } = witnessKey(witness)
  const lines = parseSignatures(fromUtf8(answer)).filter((line) => line.name === name && line.id === id)
  for (const line of lines) await verifyCosignature(note, line, witness)
  if (lines.length === 0) throw notTheirs()
  return lines
}

/** The checkpoint with more lines under it. */
export function addSignatures(checkpoint: Uint8Array, lines: readonly NoteSignature[]): Uint8Array {
  const { text, signatures } = parseNote(checkpoint)
  return encodeNote({ text, signatures: [...signatures, ...lines] })
}

function message(text: string, time: number): Uint8Array {
  return utf8(`cosignature/v1\ntime ${time}\n${text}`)
}

function encodeTime(time: number): Uint8Array {
  const bytes = new Uint8Array(TIME)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(time))
  return bytes
}

// Above 2^53 the number is not exact; such times are refused.
function decodeTime(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0))
}

function notTheirs(): CosignatureError {
  return new CosignatureError("cosignature", "not a valid cosignature by the witness it names")
}
