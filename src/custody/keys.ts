// Making the organisation's keys, offline. Signing keys in Go's note form, age identities in age's: both are texts that
// other tools read.
import { identityText } from "../core/age/identity.ts"
import type { Recipient } from "../core/age/recipient.ts"
import { encodePrivateKey, encodeVkey, parsePrivateKey, type Signer } from "../core/note/vkey.ts"
import { type RandomBytes, randomBytes } from "../core/webcrypto.ts"
import { type Identity, recipientOf } from "../open/identity.ts"

/** A signing key: the text to keep secret, the vkey for the charter, and the signer. */
export interface SigningKey {
  readonly secret: string
  readonly vkey: string
  readonly signer: Signer
}

/** A new Ed25519 key under `name`: a role and a number, or the origin for the log. */
export async function newSigningKey(name: string, random: RandomBytes = randomBytes): Promise<SigningKey> {
  const secret = encodePrivateKey(name, random(32))
  const signer = await parsePrivateKey(secret)
  return { secret, vkey: encodeVkey(signer.verifier), signer }
}

/** A new post-quantum hybrid identity, and who to seal to. */
export async function newIdentity(
  random: RandomBytes = randomBytes,
): Promise<{ identity: Identity; recipient: Recipient }> {
  const identity = identityText(random(32)) as Identity
  return { identity, recipient: await recipientOf(identity) }
}
