// Unwrapping a file key with a decapsulation of the runtime's own (c2sp.org/age, "mlkem768x25519"; HPKE base mode, RFC 9180):
// what age's library does with its JavaScript, ten times faster where the platform has ML-KEM. Not the default: it is passed in.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js"
import { expand, extract } from "@noble/hashes/hkdf.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { fromBase64NoPad } from "../base64.ts"
import { concat, utf8 } from "../bytes.ts"

/** Makes, of an identity's 32-byte seed, what gives the shared secret (32 bytes) of an encapsulation (1120 bytes). */
export type HybridKem = (seed: Uint8Array) => (encapsulated: Uint8Array) => Uint8Array

const LABEL = "mlkem768x25519"
const ENCAPSULATED = 1120 // bytes: 1088 of ML-KEM-768, 32 of X25519
const BODY = 32 // a file key and its tag
const SUITE = concat(utf8("HPKE"), Uint8Array.of(0x64, 0x7a, 0, 1, 0, 3)) // X-Wing, HKDF-SHA-256, ChaCha20-Poly1305

/** A recipient's lines of a header, as age's library takes them apart. */
export interface HybridStanza {
  readonly args: readonly string[]
  readonly body: Uint8Array
}

/**
 * The file key (16 bytes), from the first stanza that is for this key; null if there is none. Whether it is the header's, its MAC
 * tells, which is the caller's to check.
 */
export function unwrapHybrid(
  decapsulate: (encapsulated: Uint8Array) => Uint8Array,
  stanzas: readonly HybridStanza[],
): Uint8Array | null {
  for (const { args, body } of stanzas) {
    const [type, share = ""] = args
    if (type !== LABEL || args.length !== 2 || body.length !== BODY) continue
    try {
      const encapsulated = fromBase64NoPad(share)
      if (encapsulated.length !== ENCAPSULATED) continue
      const { key, nonce } = context(decapsulate(encapsulated))
      return chacha20poly1305(key, nonce).decrypt(body)
    } catch {
      // Sealed to another key, or nonsense: the next one may fit.
    }
  }
  return null
}

function context(sharedSecret: Uint8Array): { key: Uint8Array; nonce: Uint8Array } {
  const secret = labeledExtract(sharedSecret, "secret", NOTHING)
  return { key: labeledExpand(secret, "key", 32), nonce: labeledExpand(secret, "base_nonce", 12) }
}

function labeledExtract(salt: Uint8Array | undefined, label: string, ikm: Uint8Array): Uint8Array {
  return extract(sha256, concat(utf8("HPKE-v1"), SUITE, utf8(label), ikm), salt)
}

function labeledExpand(prk: Uint8Array, label: string, length: number): Uint8Array {
  const info = concat(Uint8Array.of(0, length), utf8("HPKE-v1"), SUITE, utf8(label), SCHEDULE)
  return expand(sha256, prk, info, length)
}

const NOTHING = new Uint8Array(0)
/** Mode 0, no pre-shared key, and age's label for the info: the same for every file. */
const SCHEDULE = concat(
  Uint8Array.of(0),
  labeledExtract(undefined, "psk_id_hash", NOTHING),
  labeledExtract(undefined, "info_hash", utf8(`age-encryption.org/${LABEL}`)),
)
