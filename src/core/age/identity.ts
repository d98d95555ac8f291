// The text form of a hybrid identity (c2sp.org/age): its 32-byte seed in bech32.
import { bech32 } from "@scure/base"

/** `AGE-SECRET-KEY-PQ-1…` of a 32-byte seed. */
export function identityText(seed: Uint8Array): string {
  return bech32.encode("age-secret-key-pq-", bech32.toWords(seed), false).toUpperCase()
}

/** The seed of an identity that was read before: no word on whether it is one. */
export function identitySeed(text: string): Uint8Array {
  return bech32.decodeToBytes(text).bytes
}
