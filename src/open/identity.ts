// The organisation's identities, as the offline room reads them from a file. Hybrid only, and never a passphrase:
// a hostile file could ask for a gigabyte of scrypt.
import { Decrypter, identityToRecipient } from "age-encryption"
import { type HybridKem, withDecapsulations } from "../core/age/hybrid.ts"
import { identitySeed } from "../core/age/identity.ts"
import type { Unwrap } from "../core/age/open.ts"
import { parseRecipient, type Recipient } from "../core/age/recipient.ts"
import { CodedError } from "../core/errors.ts"

export class IdentityError extends CodedError<"identity" | "no-identity-fits"> {}

declare const parsed: unique symbol

/** An `AGE-SECRET-KEY-PQ-1…` text that works. */
export type Identity = string & { readonly [parsed]: "Identity" }

/**
 * Reads an identity file as age-keygen writes it: lines, of which those that begin with `#` or are empty say nothing.
 * @returns its identities, at least one
 * @throws {IdentityError} `identity`; the message never holds any of it
 */
export async function parseIdentities(text: string): Promise<readonly Identity[]> {
  const lines = text.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#"))
  if (lines.length === 0) throw new IdentityError("identity", "no identity in the file")
  const identities: Identity[] = []
  for (const line of lines) {
    await recipientOf(line as Identity)
    identities.push(line as Identity)
  }
  return identities
}

/**
 * The public half of an identity.
 * @throws {IdentityError} `identity` unless it is a post-quantum hybrid one
 */
export async function recipientOf(identity: Identity): Promise<Recipient> {
  try {
    if (identity.startsWith("AGE-SECRET-KEY-PQ-1")) return parseRecipient(await identityToRecipient(identity))
  } catch {
    // The library's message may hold the key; ours does not.
  }
  throw new IdentityError("identity", "not a post-quantum hybrid identity")
}

/**
 * What opens a header with any of `identities`.
 * @param kem a runtime's own decapsulation, where it has one: the same answers, faster
 */
export function unwrapWith(identities: readonly Identity[], kem?: HybridKem): Unwrap {
  const unwrap =
    kem === undefined
      ? byLibrary(identities)
      : withDecapsulations(identities.map((identity) => kem(identitySeed(identity))))
  return async (header) => {
    try {
      return await unwrap(header)
    } catch (cause) {
      throw new IdentityError("no-identity-fits", "sealed to another key, or its header was changed", {
        cause,
      })
    }
  }
}

function byLibrary(identities: readonly Identity[]): Unwrap {
  const decrypter = new Decrypter()
  for (const identity of identities) decrypter.addIdentity(identity)
  return (header) => decrypter.decryptHeader(header)
}
