// Verifier keys and private keys as text (c2sp.org/signed-note v1.0.0; the private form is Go's note package's).
import { ed25519 } from "@noble/curves/ed25519.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { fromBase64, toBase64 } from "../base64.ts"
import { concat, hex, utf8 } from "../bytes.ts"
import { CodedError } from "../errors.ts"
import { subtle } from "../webcrypto.ts"

export class KeyError extends CodedError<"vkey" | "private-key"> {}

/** Signature types of signed-note that Cairn knows. */
export const ED25519 = 0x01
export const COSIGNATURE = 0x04 // timestamped Ed25519, tlog-cosignature v1

/** A public key with the name it signs under. `id` is the key ID as eight hex digits. */
export interface VerifierKey {
  readonly name: string
  readonly id: string
  readonly type: number
  readonly key: Uint8Array
}

/** Something that signs under a name: where the private key is, is its own affair. */
export interface Signer {
  readonly verifier: VerifierKey
  /** @returns 64 bytes, an Ed25519 signature */
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** Whether `name` may stand in a signature line: not empty, no white space, no `+`, no control character. */
export function isKeyName(name: string): boolean {
  return name !== "" && name.isWellFormed() && !/[\p{White_Space}+\p{Cc}]/u.test(name)
}

/** The verifier key of a raw Ed25519 public key (32 bytes) under `name`. */
export function verifierKey(name: string, key: Uint8Array, type: number = ED25519): VerifierKey {
  if (!isKeyName(name) || key.length !== 32) throw new KeyError("vkey", "no usable name or key")
  const id = hex(sha256(concat(utf8(`${name}\n`), Uint8Array.of(type), key)).subarray(0, 4))
  return { name, id, type, key }
}

/** `name+id+base64(type || key)` */
export function encodeVkey(verifier: VerifierKey): string {
  return `${verifier.name}+${verifier.id}+${toBase64(concat(Uint8Array.of(verifier.type), verifier.key))}`
}

/**
 * @param types the signature types to take; a charter's witnesses have {@link COSIGNATURE}, everyone else Ed25519
 * @throws {KeyError} `vkey`
 */
export function parseVkey(text: string, types: readonly number[] = [ED25519]): VerifierKey {
  const [name, id, payload] = splitKey(text, "vkey")
  const type = payload[0] as number
  if (!types.includes(type)) throw new KeyError("vkey", "signature type not taken here")
  const verifier = verifierKey(name, payload.subarray(1), type)
  if (verifier.id !== id) throw new KeyError("vkey", "key ID does not fit the key")
  return verifier
}

const PRIVATE = "PRIVATE+KEY+"

/** Go's note form: `PRIVATE+KEY+name+id+base64(0x01 || seed)`. */
export function encodePrivateKey(name: string, seed: Uint8Array): string {
  const { id } = verifierKey(name, ed25519.getPublicKey(seed))
  return `${PRIVATE}${name}+${id}+${toBase64(concat(Uint8Array.of(ED25519), seed))}`
}

/**
 * The signer whose private key `text` is.
 * @throws {KeyError} `private-key`; the message never holds any of it
 */
export async function parsePrivateKey(text: string): Promise<Signer> {
  if (!text.startsWith(PRIVATE)) throw new KeyError("private-key", "not a private key in note form")
  const [name, id, payload] = splitKey(text.slice(PRIVATE.length), "private-key")
  if (payload[0] !== ED25519 || payload.length !== 33)
    throw new KeyError("private-key", "not an Ed25519 seed")
  const signer = await signerFromSeed(name, payload.subarray(1))
  if (signer.verifier.id !== id) throw new KeyError("private-key", "key ID does not fit the key")
  return signer
}

const PKCS8_ED25519 = Uint8Array.of(48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32) // RFC 8410 section 7

/** A signer from a 32-byte seed: the platform's Ed25519 where there is one, noble's otherwise (same signatures). */
export async function signerFromSeed(name: string, seed: Uint8Array): Promise<Signer> {
  const verifier = verifierKey(name, ed25519.getPublicKey(seed))
  try {
    const key = await subtle.importKey("pkcs8", concat(PKCS8_ED25519, seed), "Ed25519", false, ["sign"])
    return { verifier, sign: async (message) => new Uint8Array(await subtle.sign("Ed25519", key, message)) }
  } catch {
    return { verifier, sign: async (message) => ed25519.sign(message, seed) }
  }
}

// Base64 may hold `+`, so only the first two count.
function splitKey(text: string, code: "vkey" | "private-key"): [string, string, Uint8Array] {
  const first = text.indexOf("+")
  const second = text.indexOf("+", first + 1)
  const [name, id] = [text.slice(0, first), text.slice(first + 1, second)]
  if (first < 0 || second < 0 || !isKeyName(name)) {
    throw new KeyError(code, "not name+id+key")
  }
  try {
    return [name, id, fromBase64(text.slice(second + 1))]
  } catch (cause) {
    throw new KeyError(code, "the key is not canonical base64", { cause })
  }
}
