// Unwrapping a file key with a decapsulation of the runtime's own (c2sp.org/age, "mlkem768x25519"; HPKE base mode, RFC 9180):
// what age's library does with its JavaScript, ten times faster where the platform has ML-KEM. Not the default: it is passed in.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js"
import { expand, extract } from "@noble/hashes/hkdf.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { fromBase64NoPad } from "../base64.ts"
import { concat, fromUtf8, utf8 } from "../bytes.ts"
import { FileKeyError, withFileKey } from "./file-key.ts"
import type { Unwrap } from "./open.ts"

/** Makes, of an identity's 32-byte seed, what gives the shared secret (32 bytes) of an encapsulation (1120 bytes). */
export type HybridKem = (seed: Uint8Array) => (encapsulated: Uint8Array) => Uint8Array

const LABEL = "mlkem768x25519"
const SUITE = concat(utf8("HPKE"), Uint8Array.of(0x64, 0x7a, 0, 1, 0, 3)) // X-Wing, HKDF-SHA-256, ChaCha20-Poly1305

// A header as section 1 of the protocol has it: every line of it is of one length.
const FIRST = 22 // the version line
const TYPE = 3 + LABEL.length + 1 // `-> mlkem768x25519 `
const SHARE = 1494 // characters of base64
const BODY = 43 // characters: a file key and its tag
const STANZA = TYPE + SHARE + 1 + BODY + 1

/**
 * What gives the file key of a header, with the first decapsulation that one of its stanzas was made for.
 * @param decapsulations of identities, as a {@link HybridKem} makes them
 * @throws {FileKeyError} `file-key` from the function, if none fits or the header's MAC does not
 */
export function withDecapsulations(decapsulations: readonly ReturnType<HybridKem>[]): Unwrap {
  return async (header) => {
    for (const decapsulate of decapsulations)
      for (let at = FIRST; at + STANZA <= header.length; at += STANZA) {
        const fileKey = unwrapStanza(decapsulate, header.subarray(at, at + STANZA))
        // Its MAC is over every byte of it: what is not as it was made is refused here.
        if (fileKey !== undefined) return withFileKey(fileKey)(header)
      }
    throw new FileKeyError("file-key", "sealed to other keys")
  }
}

function unwrapStanza(decapsulate: ReturnType<HybridKem>, stanza: Uint8Array): Uint8Array | undefined {
  try {
    const share = fromBase64NoPad(fromUtf8(stanza.subarray(TYPE, TYPE + SHARE)))
    const body = fromBase64NoPad(fromUtf8(stanza.subarray(TYPE + SHARE + 1, -1)))
    const { key, nonce } = context(decapsulate(share))
    return chacha20poly1305(key, nonce).decrypt(body)
  } catch {
    return undefined // sealed to another key, or nonsense: the next one may fit
  }
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
