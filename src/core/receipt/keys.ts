// The keys a receipt makes: the holder's Ed25519 key and the seed of her reply identity (docs/PROTOCOL.md, section 3).
// Not the age identity itself: core knows no age; `own` makes it from the seed.
import { ed25519 } from "@noble/curves/ed25519.js"
import { hkdf } from "@noble/hashes/hkdf.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { hex, utf8 } from "../bytes.ts"
import { subtle } from "../webcrypto.ts"
import type { Receipt } from "./value.ts"

/** Everything but `holder` and `subject` is secret, and stays in memory. */
export interface ReceiptKeys {
  /** Ed25519 seed, 32 bytes. */
  readonly holderSeed: Uint8Array
  /** Ed25519 public key, 32 bytes. */
  readonly holder: Uint8Array
  /** `holder` in hex: what the server and the log know her by. */
  readonly subject: string
  /** Seed of an age hybrid identity (ML-KEM-768 + X25519), 32 bytes. */
  readonly replySeed: Uint8Array
}

const ROUNDS = 210_000
const STRETCHED = 64 // bytes: one block of HMAC-SHA-512
const SEED = 32

/**
 * Makes the keys of `receipt` for the log named `origin`; another origin gives others. A quarter of a second or
 * more, deliberately PBKDF2 by the platform: without JIT and WebAssembly (Tor Browser "Safer", iOS Lockdown Mode)
 * a memory-hard hash in JavaScript takes about half a minute, and 96 random bits do not need one.
 */
export async function deriveReceiptKeys(receipt: Receipt, origin: string): Promise<ReceiptKeys> {
  const salt = utf8(`cairn/receipt/v1${origin}`)
  const key = await subtle.importKey("raw", receipt, "PBKDF2", false, ["deriveBits"])
  const how = { name: "PBKDF2", hash: "SHA-512", salt, iterations: ROUNDS }
  const stretched = new Uint8Array(await subtle.deriveBits(how, key, 8 * STRETCHED))

  const holderSeed = hkdf(sha256, stretched, undefined, utf8("cairn/holder/v1"), SEED)
  const replySeed = hkdf(sha256, stretched, undefined, utf8("cairn/reply/v1"), SEED)
  const holder = ed25519.getPublicKey(holderSeed)
  return { holderSeed, holder, subject: hex(holder), replySeed }
}
