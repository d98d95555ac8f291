// The frame of every statement (PROTOCOL section 1): a signed note of two lines, whose second is one canonical JSON
// object with exactly its type's keys in order, under exactly the signature lines its type demands.
import { sha256 } from "@noble/hashes/sha2.js"
import type * as z from "zod/mini"
import { hex, utf8 } from "../bytes.ts"
import { CodedError } from "../errors.ts"
import { parseCanonicalJson } from "../json.ts"
import { isSignature, type SignatureCheck } from "../note/ed25519.ts"
import { type Note, type NoteSignature, parseNote, signNote, verifyLine } from "../note/note.ts"
import type { Signer, VerifierKey } from "../note/vkey.ts"
import { complaint } from "../zod.ts"

export class StatementError extends CodedError<
  "note-malformed" | "signature" | "field-unknown" | "origin" | "subject"
> {}

/** What a statement type is: its word, its body's schema with keys in order, and how large it may be. */
export interface StatementType<Body> {
  readonly word: string
  readonly schema: z.ZodMiniType<Body>
  readonly maxBytes: number
}

/** At most this many bytes for every statement but a charter. */
export const STATEMENT_MAX = 4096

/** A statement taken apart; its signatures are not verified yet. */
export interface Statement<Body> {
  readonly origin: string
  readonly body: Body
  readonly note: Note
}

const ORIGIN = /^[A-Za-z0-9][A-Za-z0-9._~/-]{0,199}$/

/** Whether `text` may name a log: no scheme, no white space, no `+`. */
export function isOrigin(text: string): boolean {
  return ORIGIN.test(text) && !text.includes("//")
}

/** The text that is signed: `cairn/<type>/v1 <origin>`, then the body on one line. */
export function statementText<Body>(type: StatementType<Body>, origin: string, body: Body): string {
  if (!isOrigin(origin)) throw new StatementError("origin", "not a log's name")
  return `cairn/${type.word}/v1 ${origin}\n${JSON.stringify(parseBody(type, body))}\n`
}

/** A signed statement's exact bytes. */
export async function signStatement<Body>(
  type: StatementType<Body>,
  origin: string,
  body: Body,
  signers: readonly Signer[],
): Promise<Uint8Array> {
  const bytes = await signNote(statementText(type, origin, body), signers)
  if (bytes.length > type.maxBytes) throw new StatementError("note-malformed", "statement too large")
  return bytes
}

/**
 * Parses a statement of one type, strictly; verifies no signature.
 * @param origin the log it must name; leave out where the statement is the first to say it
 * @throws {StatementError} `note-malformed`, `field-unknown` (type, version, key or word not known), `origin`
 * @throws {NoteError} `note-malformed`
 */
export function parseStatement<Body>(
  type: StatementType<Body>,
  bytes: Uint8Array,
  origin?: string,
): Statement<Body> {
  if (bytes.length > type.maxBytes) throw new StatementError("note-malformed", "statement too large")
  const note = parseNote(bytes)
  const [head, json, end, rest] = note.text.split("\n")
  if (head === undefined || json === undefined || end !== "" || rest !== undefined) {
    throw new StatementError("note-malformed", "not a head and a body")
  }
  const [word, named, more] = head.split(" ")
  if (word !== `cairn/${type.word}/v1`) throw new StatementError("field-unknown", "statement type or version")
  if (named === undefined || more !== undefined || !isOrigin(named))
    throw new StatementError("origin", "no origin")
  if (origin !== undefined && named !== origin) throw new StatementError("origin", "another log's statement")
  const body = parseBody(type, parseJson(json))
  if (JSON.stringify(body) !== json) throw new StatementError("note-malformed", "keys not in order")
  return { origin: named, body, note }
}

/**
 * Verifies that exactly `keys` signed: one line each, sorted by key ID, and no other line.
 * @param check the signature rule; a runtime's own may be faster
 * @throws {StatementError} `signature`
 */
export async function verifyExactly(
  note: Note,
  keys: readonly VerifierKey[],
  check: SignatureCheck = isSignature,
): Promise<void> {
  if (note.signatures.length !== keys.length)
    throw new StatementError("signature", "not the signatures it needs")
  await verifyAmong(note, keys, check)
}

/**
 * Verifies that exactly one of `keys` signed, and that there is no other line.
 * @returns the key that signed
 * @throws {StatementError} `signature`
 */
export async function verifyOneOf(note: Note, keys: readonly VerifierKey[]): Promise<VerifierKey> {
  const [key, more] = await verifyAmong(note, keys)
  if (key === undefined || more !== undefined)
    throw new StatementError("signature", "not the one signature it needs")
  return key
}

/**
 * Verifies every line, each by a different one of `keys`, sorted by key ID; a line by anyone else is refused.
 * @returns the keys that signed
 * @throws {StatementError} `signature`
 */
export async function verifyAmong(
  note: Note,
  keys: readonly VerifierKey[],
  check: SignatureCheck = isSignature,
): Promise<VerifierKey[]> {
  const signed: VerifierKey[] = []
  let last: NoteSignature | undefined
  for (const line of note.signatures) {
    if (last !== undefined && line.id <= last.id)
      throw new StatementError("signature", "lines not sorted by key ID")
    const key = keys.find((k) => k.name === line.name && k.id === line.id)
    if (key === undefined) throw new StatementError("signature", "signed by a key that has no say here")
    await verifyLine(note, line, key, check)
    signed.push(key)
    last = line
  }
  return signed
}

/** `H` of a statement's text, as hex: how charters are named. */
export function textHash(note: Note): string {
  return hex(sha256(utf8(note.text)))
}

function parseJson(json: string): unknown {
  try {
    return parseCanonicalJson(json)
  } catch (cause) {
    throw new StatementError("note-malformed", "body is not canonical JSON", { cause })
  }
}

function parseBody<Body>(type: StatementType<Body>, value: unknown): Body {
  const result = type.schema.safeParse(value)
  if (result.success) return result.data
  const { unknown, where } = complaint(result.error)
  if (unknown) throw new StatementError("field-unknown", `${type.word}: unknown key or word at "${where}"`)
  throw new StatementError("note-malformed", `${type.word}: unfit value at "${where}"`)
}
