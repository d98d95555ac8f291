// Node's own verification and decapsulation, passed into the rooms that would otherwise use slower ones; the answers are the
// same. (WebCrypto's Ed25519 in Node does most of its work on the main thread; this one uses all cores.)
import * as crypto from "node:crypto"
import type { HybridKem } from "../core/age/hybrid.ts"
import { concat, fromHex, hex, utf8 } from "../core/bytes.ts"
import { type SignatureCheck, signatureCheck } from "../core/note/ed25519.ts"

// What stands before the key itself in its DER form (RFC 8410; RFC 9935 for ML-KEM-768 as a seed).
const ED25519_PUBLIC = fromHex("302a300506032b6570032100")
const X25519_PUBLIC = fromHex("302a300506032b656e032100")
const X25519_PRIVATE = fromHex("302e020100300506032b656e04220420")
const MLKEM768_PRIVATE = fromHex("3054020100300b060960864801650304040204428040")

const MOST_KEYS = 256 // a log's own and its consoles' sign most of it; survivors' keys come by once
const known = new Map<string, crypto.KeyObject>()

/** The signature rule by OpenSSL's Ed25519, off the main thread. */
export const nodeIsSignature: SignatureCheck = signatureCheck(
  (key, message, signature) =>
    new Promise((done) => {
      try {
        const verified = (error: Error | null, fits: boolean): void => done(error === null && fits)
        crypto.verify(null, message, keyOf(key), signature, verified)
      } catch {
        done(false) // no point of the curve
      }
    }),
)

function keyOf(bytes: Uint8Array): crypto.KeyObject {
  const name = hex(bytes)
  const there = known.get(name)
  if (there !== undefined) return there
  const key = publicKey(ED25519_PUBLIC, bytes)
  if (known.size >= MOST_KEYS) known.delete(known.keys().next().value as string)
  known.set(name, key)
  return key
}

const MLKEM_SEED = 64 // d and z, FIPS 203
const MLKEM_CIPHERTEXT = 1088

/** OpenSSL's ML-KEM-768 and X25519 as X-Wing (draft-connolly-cfrg-xwing-kem); undefined where the runtime has no ML-KEM. */
export const nodeHybridKem: HybridKem | undefined =
  typeof crypto.decapsulate === "function" ? hybridKem : undefined

function hybridKem(seed: Uint8Array): (encapsulated: Uint8Array) => Uint8Array {
  const expanded = crypto.createHash("shake256", { outputLength: 96 }).update(seed).digest()
  const mlkem = privateKey(MLKEM768_PRIVATE, expanded.subarray(0, MLKEM_SEED))
  const x25519 = privateKey(X25519_PRIVATE, expanded.subarray(MLKEM_SEED))
  const own = crypto.createPublicKey(x25519).export({ format: "der", type: "spki" }).subarray(-32)
  return (encapsulated) => {
    const theirs = encapsulated.subarray(MLKEM_CIPHERTEXT)
    const secret = crypto.decapsulate(mlkem, encapsulated.subarray(0, MLKEM_CIPHERTEXT))
    const shared = crypto.diffieHellman({ privateKey: x25519, publicKey: publicKey(X25519_PUBLIC, theirs) })
    const all = concat(secret, shared, theirs, own, utf8("\\.//^\\"))
    return crypto.createHash("sha3-256").update(all).digest()
  }
}

function publicKey(prefix: Uint8Array, bytes: Uint8Array): crypto.KeyObject {
  return crypto.createPublicKey({ key: Buffer.from(concat(prefix, bytes)), format: "der", type: "spki" })
}

function privateKey(prefix: Uint8Array, bytes: Uint8Array): crypto.KeyObject {
  return crypto.createPrivateKey({ key: Buffer.from(concat(prefix, bytes)), format: "der", type: "pkcs8" })
}
