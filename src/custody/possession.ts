// That whoever brings a public key holds its private half (docs/CEREMONY.md): without it, a key could be copied from another
// organisation's charter, or be a typing error that nobody can ever sign with. A signing key signs a note for this one
// ceremony or change; a sealing key opens a challenge.
import { sha256 } from "@noble/hashes/sha2.js"
import { Encrypter } from "age-encryption"
import * as z from "zod/mini"
import { nobleAead } from "../core/age/aead.ts"
import { openBytes } from "../core/age/open.ts"
import { parseRecipient, type Recipient } from "../core/age/recipient.ts"
import { fromUtf8, hex, utf8 } from "../core/bytes.ts"
import { CodedError } from "../core/errors.ts"
import { encodeVkey, parseVkey, type Signer, type VerifierKey } from "../core/note/vkey.ts"
import {
  parseStatement,
  STATEMENT_MAX,
  type StatementType,
  signStatement,
  verifyExactly,
} from "../core/statement/frame.ts"
import type { RandomBytes } from "../core/webcrypto.ts"
import { type Identity, unwrapWith } from "../open/identity.ts"

export class PossessionError extends CodedError<
  | "join" // not the note that this key's holder makes for this purpose
  | "join-name" // a key under another name than its seat's
  | "join-challenge" // not the answer to the challenge that was given
> {}

const schema = z.strictObject({
  for: z.string().check(z.regex(/^[0-9a-f]{32,64}$/)),
  vkey: z.string(),
})

/** The statement type `cairn/join/v1`; never a leaf. */
export const JOIN: StatementType<z.infer<typeof schema>> = { word: "join", schema, maxBytes: STATEMENT_MAX }

/**
 * The note by which a key's holder joins.
 * @param purpose the ceremony's id, or the hash of the charter that is to be changed
 */
export function proveKey(origin: string, purpose: string, signer: Signer): Promise<Uint8Array> {
  return signStatement(JOIN, origin, { for: purpose, vkey: encodeVkey(signer.verifier) }, [signer])
}

/**
 * The key whose holder made `note` for this purpose.
 * @throws {PossessionError} `join`
 */
export async function provenKey(note: Uint8Array, origin: string, purpose: string): Promise<VerifierKey> {
  try {
    const { body, note: signed } = parseStatement(JOIN, note, origin)
    const key = parseVkey(body.vkey)
    await verifyExactly(signed, [key])
    if (body.for === purpose) return key
  } catch (cause) {
    throw new PossessionError("join", "not signed by the key it names, for this organisation", { cause })
  }
  throw new PossessionError("join", "made for another ceremony or change")
}

const CHALLENGE = 32

/** What the holder of a sealing key is asked to open, and what must come back: only its hash is kept. */
export async function challenge(
  recipient: Recipient,
  random: RandomBytes,
): Promise<{ file: Uint8Array; expects: string }> {
  const secret = hex(random(CHALLENGE))
  const encrypter = new Encrypter()
  encrypter.addRecipient(parseRecipient(recipient))
  return { file: await encrypter.encrypt(`${secret}\n`), expects: hex(sha256(utf8(secret))) }
}

/** What is kept of a challenge until its answer comes: public, and nothing of the secret. */
export interface Asked {
  readonly recipient: Recipient
  readonly expects: string
}

export function encodeAsked({ recipient, expects }: Asked): string {
  return `${JSON.stringify({ recipient, expects })}\n`
}

const asked = z.strictObject({ recipient: z.string(), expects: z.string().check(z.regex(/^[0-9a-f]{64}$/)) })

/** @throws {PossessionError} `join-challenge` */
export function decodeAsked(bytes: Uint8Array): Asked {
  try {
    const { recipient, expects } = asked.parse(JSON.parse(fromUtf8(bytes)))
    return { recipient: parseRecipient(recipient), expects }
  } catch (cause) {
    throw new PossessionError("join-challenge", "not what was kept of a challenge", { cause })
  }
}

/** @throws {IdentityError} `no-identity-fits` */
export async function answerChallenge(file: Uint8Array, identities: readonly Identity[]): Promise<string> {
  const plain = await openBytes(file, unwrapWith(identities), nobleAead, 2 * CHALLENGE + 1)
  return fromUtf8(plain).trim()
}

/** @throws {PossessionError} `join-challenge` */
export function requireAnswer(answer: string, expects: string): void {
  if (hex(sha256(utf8(answer.trim().toLowerCase()))) !== expects)
    throw new PossessionError("join-challenge", "not what the challenge holds")
}
