// More of an account, or an answer to a reply (PROTOCOL section 4): a further container of the same subject, and the `added`
// statement that names it. Her decisions stay as they are, so no record goes with it.
import { requireCurrent } from "../core/charter/chain.ts"
import { intakeRecipients } from "../core/charter/charter.ts"
import { NO_STATEMENT } from "../core/consent/record-of.ts"
import { CONSENT, HOLDER } from "../core/consent/statement.ts"
import type { ContentAddress } from "../core/container/parts.ts"
import { signerFromSeed } from "../core/note/vkey.ts"
import { signStatement } from "../core/statement/frame.ts"
import type { AccountInput } from "./account.ts"
import type { Saying } from "./consent.ts"
import { sealContainer } from "./container.ts"

/** What is added, by whom, and after which statement of hers. */
export type Addition = Saying & Omit<AccountInput, "consent" | "charter" | "today" | "keys">

/**
 * Seals an addition.
 * @param write takes the container's bytes in order; sealing waits for it
 * @throws {CharterError} `charter-expired`
 * @throws {TestimonyError|SealError|RecipientError} see {@link sealContainer}
 */
export async function sealAddition(
  addition: Addition,
  write: (chunk: Uint8Array) => Promise<void> | void,
): Promise<ContentAddress> {
  const { charter, today, keys, reply, language, testimony, attachments, aead, progress } = addition
  requireCurrent(charter, today)
  const { subject } = keys
  const submission = { format: "cairn-submission/1", subject, language, reply, partner: null } as const
  return sealContainer(
    {
      ...{ recipients: intakeRecipients(charter.body), submission, testimony, attachments },
      ...(aead && { aead }),
      ...(progress && { progress }),
    },
    write,
  )
}

/** The statement for a container that was sealed. Made anew where another statement of hers came between. */
export async function signAddition(
  { charter, today, keys, head }: Saying,
  content: ContentAddress,
): Promise<Uint8Array> {
  return signStatement(
    CONSENT,
    charter.origin,
    {
      ...{ subject: keys.subject, seq: (head?.seq ?? 0) + 1, prev: head?.leaf ?? NO_STATEMENT },
      ...{ action: "added", day: today, until: null, record: null },
      ...{ content: { root: content.root, size: content.size }, erase: null, charter: charter.hash },
    },
    [await signerFromSeed(HOLDER, keys.holderSeed)],
  )
}
