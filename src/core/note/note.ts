// Signed notes (c2sp.org/signed-note v1.0.0): the bytes, and opening one as the specification says, where unknown
// signature lines are passed over. Statements are stricter than that: see statement/frame.ts.
import { fromBase64, toBase64 } from "../base64.ts"
import { concat, fromHex, fromUtf8, hex, utf8 } from "../bytes.ts"
import { CodedError } from "../errors.ts"
import { isSignature, type SignatureCheck } from "./ed25519.ts"
import { ED25519, isKeyName, type Signer, type VerifierKey } from "./vkey.ts"

export class NoteError extends CodedError<"note-malformed" | "signature"> {}

const MAX_SIGNATURES = 100 // as Go's note package; the specification asks for at least 16

/** One line under a note: who says to have signed, and the bytes after the key ID. */
export interface NoteSignature {
  readonly name: string
  readonly id: string
  readonly bytes: Uint8Array
}

/** A note taken apart. `text` ends with a line feed. */
export interface Note {
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/**
 * Takes a note apart, strictly, and verifies nothing.
 * @throws {NoteError} `note-malformed`
 */
export function parseNote(bytes: Uint8Array): Note {
  const all = decode(bytes)
  const split = all.lastIndexOf("\n\n")
  if (split < 0) throw malformed("no signature block")
  const text = all.slice(0, split + 1)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the specification refuses exactly these
  if (/[\u0000-\u0009\u000b-\u001f]/.test(all)) throw malformed("control character")
  return { text, signatures: parseSignatures(all.slice(split + 2)) }
}

/**
 * Takes signature lines apart, each ending with a line feed: those under a note, or alone as witnesses answer them.
 * @throws {NoteError} `note-malformed`
 */
export function parseSignatures(block: string): NoteSignature[] {
  const lines = block.slice(0, -1).split("\n")
  if (!block.endsWith("\n")) throw malformed("a signature line does not end")
  if (lines.length > MAX_SIGNATURES) throw malformed("too many signatures")
  return lines.map(parseLine)
}

/** The exact bytes of `note`: what {@link parseNote} read, it writes again. */
export function encodeNote(note: Note): Uint8Array {
  return utf8(`${note.text}\n${encodeSignatures(note.signatures)}`)
}

/** Signature lines as they stand under a note. */
export function encodeSignatures(signatures: readonly NoteSignature[]): string {
  return signatures.map(encodeLine).join("")
}

/** Signs `text` (ending with a line feed) by every signer; lines are sorted by key ID. */
export async function signNote(text: string, signers: readonly Signer[]): Promise<Uint8Array> {
  if (!text.endsWith("\n")) throw malformed("text does not end with a line feed")
  const message = utf8(text)
  const signatures = await Promise.all(
    signers.map(async ({ verifier, sign }) => ({
      name: verifier.name,
      id: verifier.id,
      bytes: await sign(message),
    })),
  )
  return encodeNote({ text, signatures: signatures.sort(byKeyId) })
}

/** Ascending order of key IDs, as signature lines of a statement stand. */
export function byKeyId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/**
 * Parses and verifies: lines of unknown keys are passed over, a bad line of a known key spoils the whole note.
 * @returns the note and those of `keys` that signed it, at least one
 * @throws {NoteError} `note-malformed`, `signature`
 */
export async function openNote(
  bytes: Uint8Array,
  keys: readonly VerifierKey[],
): Promise<{ note: Note; verified: VerifierKey[] }> {
  const note = parseNote(bytes)
  const verified = new Set<VerifierKey>()
  for (const line of note.signatures) {
    const key = keys.find((k) => k.name === line.name && k.id === line.id)
    if (key === undefined) continue
    await verifyLine(note, line, key)
    verified.add(key)
  }
  if (verified.size === 0) throw new NoteError("signature", "no signature by a known key")
  return { note, verified: [...verified] }
}

/**
 * @throws {NoteError} `signature` unless `line` is a valid signature on the note's text by `key`
 */
export async function verifyLine(
  note: Note,
  line: NoteSignature,
  key: VerifierKey,
  check: SignatureCheck = isSignature,
): Promise<void> {
  // A witness's key (type 0x04) signs another message than the text: see tlog/cosignature.ts.
  const fits = line.name === key.name && line.id === key.id && key.type === ED25519
  if (!fits || !(await check(key.key, utf8(note.text), line.bytes))) {
    throw new NoteError("signature", "not a valid signature by the key it names")
  }
}

const DASH = "\u2014 "

function parseLine(line: string): NoteSignature {
  const [name, payload, rest] = line.slice(DASH.length).split(" ")
  if (!line.startsWith(DASH) || name === undefined || payload === undefined || rest !== undefined) {
    throw malformed("not a signature line")
  }
  if (!isKeyName(name)) throw malformed("signature name")
  let bytes: Uint8Array
  try {
    bytes = fromBase64(payload)
  } catch (cause) {
    throw new NoteError("note-malformed", "signature is not canonical base64", { cause })
  }
  if (bytes.length < 5) throw malformed("signature too short")
  return { name, id: hex(bytes.subarray(0, 4)), bytes: bytes.subarray(4) }
}

function encodeLine({ name, id, bytes }: NoteSignature): string {
  return `${DASH}${name} ${toBase64(concat(fromHex(id), bytes))}\n`
}

function decode(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes)
  } catch (cause) {
    throw new NoteError("note-malformed", "not valid UTF-8", { cause })
  }
}

function malformed(why: string): NoteError {
  return new NoteError("note-malformed", why)
}
