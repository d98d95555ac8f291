// What a survivor says after her account was sent (PROTOCOL section 5): changing her decisions and taking a withdrawal back,
// each with the whole new record sealed to the organisation and to herself; and withdrawing, which needs nothing but her key.
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
import { CONSENT, type ConsentBody, HOLDER } from "../core/consent/statement.ts"
import { sealedSize } from "../core/container/padding.ts"
import { signerFromSeed } from "../core/note/vkey.ts"
import { RECORD_MAX } from "../core/package.ts"
import type { ReceiptKeys } from "../core/receipt/receipt.ts"
import { signStatement } from "../core/statement/frame.ts"
import { randomId, randomUuid, sha256Platform } from "../core/webcrypto.ts"
import { sealBytes } from "./age.ts"
import { SealError } from "./container.ts"

/** What every statement after the first is made from. */
export interface Saying {
  /** Verified; the newest that is known. */
  readonly charter: Charter
  /** `YYYY-MM-DD`, UTC */
  readonly today: string
  readonly keys: ReceiptKeys
  /** Her last statement in sequence; null where nothing of hers could be read. */
  readonly head: { readonly leaf: string; readonly seq: number } | null
}

/** New decisions. */
export interface Change extends Saying {
  readonly action: "amended" | "reinstated"
  readonly reply: Recipient
  /** The whole new record; what only this change knows is filled in or replaced. */
  readonly consent: object
  /** The record that holds now, where it could be read: its events stay as they are. */
  readonly before: ConsentRecord | null
  readonly aead?: Aead
}

/** A statement and its sealed record. */
export interface SealedChange {
  readonly statement: Uint8Array
  readonly record: Uint8Array
}

/**
 * Seals new decisions.
 * @throws {CharterError} `charter-expired`: what is sealed to an old key could be read by who must not
 * @throws {ConsentRecordError} `consent-record`, `consent-store` @throws {SealError} `too-large`
 */
export async function sealChange(change: Change): Promise<SealedChange> {
  const { charter, today, keys, reply, head, action, aead } = change
  requireCurrent(charter, today)
  const consent = completeRecord(change)
  const until = lastMonthOfStore(consent, today)
  const plain = encodeConsentRecord(consent)
  const readers = parseRecipients([...intakeRecipients(charter.body), reply])
  if (sealedSize(plain.length, readers.length) > RECORD_MAX)
    throw new SealError("too-large", "more decisions than one record can hold")
  const record = await sealBytes(plain, readers, aead)
  const statement = await sign(change, {
    ...{ subject: keys.subject, seq: (head?.seq ?? 0) + 1, prev: head?.leaf ?? NO_STATEMENT },
    ...{ action, day: today, until },
    record: { sha256: hex(await sha256Platform(record)), size: record.length },
    ...{ content: null, erase: null, charter: charter.hash },
  })
  return { statement, record }
}

/**
 * A withdrawal: of everything, from now on. It is taken whatever its place in the sequence, whatever the charter's term, and
 * needs no record.
 * @param now whether it is to be erased soon, without the days in which it could be taken back
 */
export function signWithdrawal(saying: Saying, now: boolean): Promise<Uint8Array> {
  const { charter, today, keys, head } = saying
  return sign(saying, {
    ...{ subject: keys.subject, seq: head === null ? 0 : head.seq + 1, prev: head?.leaf ?? null },
    ...{ action: "withdrawn", day: today, until: null, record: null, content: null },
    ...{ erase: now ? "now" : null, charter: charter.hash },
  })
}

async function sign({ charter, keys }: Saying, body: ConsentBody): Promise<Uint8Array> {
  return signStatement(CONSENT, charter.origin, body, [await signerFromSeed(HOLDER, keys.holderSeed)])
}

// Events that the record before holds are history. Every other one is of today, and follows her last statement; if there is
// none, one is added, because a record says which statement it follows.
function completeRecord({ action, consent, keys, reply, today, head, before }: Change): ConsentRecord {
  const { submissionId = randomId() } = { ...consent, ...before } as { submissionId?: string }
  const own = { recordId: randomUuid(), submissionId, holder: keys.subject, reply }
  const given = parseConsentRecord({ ...consent, ...own })
  const known = new Set(before?.events.map(({ eventId }) => eventId))
  const prevHash = head?.leaf ?? NO_STATEMENT
  const fresh = (eventId: string): boolean => before !== null && !known.has(eventId)
  const events = given.events.map((event) =>
    fresh(event.eventId) ? { ...event, at: today, prevHash } : event,
  )
  if (!events.some((event) => event.prevHash === prevHash))
    events.push({
      eventId: randomUuid(),
      type: action === "amended" ? "corrected" : "renewed",
      decisionIds: given.decisions.map(({ decisionId }) => decisionId),
      at: today,
      indicatedBy: "data_subject",
      method: "web_form",
      prevHash,
    })
  return parseConsentRecord({ ...given, events })
}
