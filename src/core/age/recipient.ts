// The recipients Cairn seals to (c2sp.org/age, mlkem768x25519): post-quantum hybrid only, one to eight of them.
import { bech32 } from "@scure/base"
import { CodedError } from "../errors.ts"

export class RecipientError extends CodedError<"recipients"> {}

declare const checked: unique symbol

/** An `age1pq1…` text that was checked; sealing takes nothing else. */
export type Recipient = string & { readonly [checked]: "Recipient" }

// `age1pq1`, 1946 letters for a key of 1216 bytes (ML-KEM-768 1184, FIPS 203, and X25519 32), six of checksum.
const TEXT_LENGTH = 1959
export const MAX_RECIPIENTS = 8

/**
 * @throws {RecipientError} `recipients` unless `text` is one hybrid recipient, exactly as age writes it
 */
export function parseRecipient(text: string): Recipient {
  // One length only: the check comes first, because a checksum over a megabyte of letters would cost us time.
  if (text.length === TEXT_LENGTH) {
    try {
      const key = bech32.fromWords(bech32.decode(text as `${string}1${string}`, false).words)
      // Written again from the key alone: so each key has one text, under one prefix.
      if (bech32.encode("age1pq", bech32.toWords(key), false) === text) return text as Recipient
    } catch {
      // The library's message would hold the key; ours does not.
    }
  }
  throw new RecipientError("recipients", "not a post-quantum hybrid recipient")
}

/**
 * The recipients of one sealed file.
 * @throws {RecipientError} `recipients` for none, more than eight, one twice, or one that is not hybrid
 */
export function parseRecipients(texts: readonly string[]): readonly Recipient[] {
  if (texts.length === 0) throw new RecipientError("recipients", "nobody could ever open it")
  if (texts.length > MAX_RECIPIENTS) throw new RecipientError("recipients", "more than eight")
  if (new Set(texts).size !== texts.length) throw new RecipientError("recipients", "one of them twice")
  return texts.map(parseRecipient)
}
