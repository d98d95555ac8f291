// A first account, whole (PROTOCOL sections 4 and 5): the container, the sealed consent record, and the `given`
// statement that names both, signed by the survivor's key. What comes out are the parts of a package.
import type { Aead } from "../core/age/aead.ts"
import { parseRecipients, type Recipient } from "../core/age/recipient.ts"
import { hex } from "../core/bytes.ts"
import { requireCurrent } from "../core/charter/chain.ts"
import { type Charter, intakeRecipients } from "../core/charter/charter.ts"
import {
  type ConsentRecord,
  encodeConsentRecord,
  lastMonthOfStore,
  parseConsentRecord,
} from "../core/consent/record.ts"
import { NO_STATEMENT } from "../core/consent/record-of.ts"
import { CONSENT, HOLDER } from "../core/consent/statement.ts"
import { sealedSize } from "../core/container/padding.ts"
import type { ContentAddress } from "../core/container/parts.ts"
import type { Testimony } from "../core/intake/testimony.ts"
import { signerFromSeed } from "../core/note/vkey.ts"
import { RECORD_MAX } from "../core/package.ts"
import type { ReceiptKeys } from "../core/receipt/receipt.ts"
import { signStatement } from "../core/statement/frame.ts"
import { randomId, randomUuid, sha256Platform } from "../core/webcrypto.ts"
import { sealBytes } from "./age.ts"
import { type Attachment, SealError, sealContainer } from "./container.ts"

/** Everything an account is made of. */
export interface AccountInput {
  /** Verified, see charter/chain.ts. */
  readonly charter: Charter
  /** `YYYY-MM-DD`, UTC */
  readonly today: string
  /** Made from her receipt, and her own recipient of the same receipt. */
  readonly keys: ReceiptKeys
  readonly reply: Recipient
  readonly language: string
  readonly testimony: Testimony
  /** A consent record; what only this sending knows (holder, reply, ids, days) is filled in or replaced. */
  readonly consent: object
  readonly attachments: readonly Attachment[]
  readonly aead?: Aead
  readonly progress?: (done: number, total: number) => void
}

/** The parts of a package whose container was written on the way. */
export interface SealedAccount {
  readonly statement: Uint8Array
  readonly record: Uint8Array
  readonly content: ContentAddress
}

/**
 * Seals an account.
 * @param write takes the container's bytes in order; sealing waits for it
 * @throws {CharterError} `charter-expired`
 * @throws {ConsentRecordError} `consent-record`; `consent-store` without a yes to keeping it
 * @throws {TestimonyError|SealError|RecipientError} see {@link sealContainer}
 */
export async function sealAccount(
  input: AccountInput,
  write: (chunk: Uint8Array) => Promise<void> | void,
): Promise<SealedAccount> {
  const { charter, today, keys, reply, language, testimony, attachments, aead, progress } = input
  requireCurrent(charter, today)
  const recipients = intakeRecipients(charter.body)
  const consent = completeRecord(input)
  const until = lastMonthOfStore(consent, today)
  const plainRecord = encodeConsentRecord(consent)
  const readers = parseRecipients([...recipients, reply])
  if (sealedSize(plainRecord.length, readers.length) > RECORD_MAX) {
    throw new SealError("too-large", "more decisions than one record can hold")
  }
  const submission = {
    format: "cairn-submission/1",
    subject: keys.subject,
    language,
    reply,
    partner: null,
  } as const
  const content = await sealContainer(
    { recipients, submission, testimony, attachments, ...(aead && { aead }), ...(progress && { progress }) },
    write,
  )
  const record = await sealBytes(plainRecord, readers, aead)
  const statement = await signStatement(
    CONSENT,
    charter.origin,
    {
      subject: keys.subject,
      seq: 0,
      prev: null,
      action: "given",
      day: today,
      until,
      record: { sha256: hex(await sha256Platform(record)), size: record.length },
      content: { root: content.root, size: content.size },
      erase: null,
      charter: charter.hash,
    },
    [await signerFromSeed(HOLDER, keys.holderSeed)],
  )
  return { statement, record, content }
}

function completeRecord({ consent, keys, reply, today }: AccountInput): ConsentRecord {
  const events = (consent as { events?: unknown }).events
  return parseConsentRecord({
    ...consent,
    recordId: randomUuid(),
    submissionId: randomId(),
    holder: keys.subject,
    reply,
    // The day is today's whatever the draft says, and the first record stands on no statement before it.
    ...(Array.isArray(events) && {
      events: events.map((event: object) => ({ ...event, at: today, prevHash: NO_STATEMENT })),
    }),
  })
}
