// The survivor's own identity, made from her receipt and from nothing else: it opens what is sealed to her, and the
// organisation's identities have no way in here.
import { identityToRecipient } from "age-encryption"
import { identityText } from "../core/age/identity.ts"
import { parseRecipient, type Recipient } from "../core/age/recipient.ts"
import type { ReceiptKeys } from "../core/receipt/receipt.ts"

declare const fromReceipt: unique symbol

/** An age identity that came from a receipt. In memory only. */
export type ReplyIdentity = string & { readonly [fromReceipt]: "ReplyIdentity" }

/** The identity that opens her replies, drafts and records. */
export function replyIdentity(keys: ReceiptKeys): ReplyIdentity {
  return identityText(keys.replySeed) as ReplyIdentity
}

/** What others seal to her. */
export async function replyRecipient(keys: ReceiptKeys): Promise<Recipient> {
  return parseRecipient(await identityToRecipient(replyIdentity(keys)))
}
