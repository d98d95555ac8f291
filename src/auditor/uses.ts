// Each use against the consent in force at its import (PROTOCOL sections 5 and 6): its record opened with the audit identity,
// the consent record it relied on with the key that stands inside, both judged by the function that the console asks (C7).
import type { Aead } from "../core/age/aead.ts"
import { withFileKey } from "../core/age/file-key.ts"
import { openBytes, type Unwrap } from "../core/age/open.ts"
import { fromHex, hex } from "../core/bytes.ts"
import { CONDITIONS } from "../core/consent/decision.ts"
import { inForce, type Permit, requireStanding } from "../core/consent/in-force.ts"
import { type ConsentRecord, decodeConsentRecord } from "../core/consent/record.ts"
import { type InForceCode, InForceError } from "../core/consent/refusal.ts"
import { fold } from "../core/consent/rules.ts"
import {
  type CustodyRecord,
  CustodyRecordError,
  decodeCustodyRecord,
  requireCustodyOf,
} from "../core/custody/record.ts"
import { compare } from "../core/day.ts"
import { CodedError } from "../core/errors.ts"
import type { FileRef } from "../core/statement/fields.ts"
import { StatementError } from "../core/statement/frame.ts"
import { sha256Platform } from "../core/webcrypto.ts"
import type { Book } from "./book.ts"
import { isStale } from "./custody.ts"
import type { FindingCode } from "./findings.ts"
import { keysOf } from "./keys.ts"
import type { Person, Used } from "./people.ts"
import type { Source } from "./source.ts"

/** What opens custody records: the audit identity stays with whoever gives this. */
export interface Opening {
  readonly unwrap: Unwrap
  readonly aead: Aead
}

const RECORD_MAX = 16 * 1024 * 1024
const FRESH_TO_DISCLOSE = 2 // days: protocol section 6

const AGAINST: Record<InForceCode, FindingCode> = {
  unreadable: "record-unreadable",
  "no-consent": "use-without-consent",
  withdrawn: "use-after",
  erased: "use-after",
  expired: "use-after",
  undecided: "use-beyond-purpose",
  refused: "use-beyond-purpose",
  purpose: "use-beyond-purpose",
  recipient: "use-beyond-recipient",
  identifiability: "use-beyond-identity",
  scope: "use-beyond-scope",
  content: "use-beyond-scope",
  "not-yet": "use-before",
  over: "use-after",
  event: "use-against-conditions",
  spent: "single-use-spent",
  conditions: "use-against-conditions",
  "not-agreed": "use-without-consent",
  minor: "use-without-consent",
  group: "use-without-consent",
}

/**
 * Judges the uses of one person from leaf `from` on; earlier ones are opened again, because they may have spent a consent.
 * @returns how many records were opened and judged
 */
export async function judgeUses(
  book: Book,
  source: Source,
  opening: Opening,
  person: Person,
  from: number,
): Promise<number> {
  const earlier: CustodyRecord[] = []
  let judged = 0
  for (const used of person.uses) {
    const about = { index: used.index, subject: used.body.subject }
    try {
      const record = await openCustodyRecord(source, opening, used)
      if (used.index >= from) {
        judged++
        await judgeOne(book, source, opening, person, used, record, earlier)
      }
      earlier.push(record)
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      if (used.index >= from) book.find(codeOf(error, person), about)
    }
  }
  return judged
}

async function judgeOne(
  book: Book,
  source: Source,
  opening: Opening,
  person: Person,
  used: Used,
  record: CustodyRecord,
  earlier: readonly CustodyRecord[],
): Promise<void> {
  const about = { index: used.index, subject: used.body.subject }
  const { keys, charter } = keysAt(book, used.index)
  try {
    await requireCustodyOf(used.body, record, charter.origin, keys.consoles)
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    book.find(codeOf(error, person), about) // and what it says it did is judged all the same
  }
  if (compare(record.day, used.day) > 0)
    book.find("day-order", { ...about, detail: "It is said to have been done after it was logged." })
  if (record.action === "held" || record.action === "released" || record.action === "erased") return
  const fresh = record.action === "disclosed" ? FRESH_TO_DISCLOSE : charter.body.freshDays
  if (isStale(book, used.body.log, record.day, fresh)) book.find("stale-import", about)
  const known = knownAt(person, used)
  const isForeign = () => false // C8 was judged when each was logged
  if (record.action === "replied") {
    requireStanding(fold(used.body.subject, known, isForeign).standing)
    return
  }
  const relied = person.records.find(({ leaf }) => leaf === used.body.consent)
  if (relied === undefined) throw new CodedError("consent-named", "names a statement without a record")
  const consent = await openConsentRecord(source, opening, relied, record.consentKey)
  const permit = inForce(
    { subject: used.body.subject, leaves: known, isForeign, record: consent, earlier },
    {
      action: record.action,
      purpose: record.purpose as NonNullable<CustodyRecord["purpose"]>,
      recipientId: record.recipientId,
      identifiability: record.identifiability as NonNullable<CustodyRecord["identifiability"]>,
      dataScope: record.dataScope,
      contentSha256: record.objects.length === 1 ? (record.objects[0]?.sha256 ?? null) : null,
      // What only whoever acted can answer for, an auditor cannot see: the report says so.
      met: [...CONDITIONS, "best_interests"],
      notHappened: eventsOf(consent),
    },
    record.day,
  )
  requireSame(permit, used, record)
}

// That the use named what it was in fact covered by.
function requireSame({ consent, decisionId }: Permit, used: Used, record: CustodyRecord): void {
  if (consent !== used.body.consent || record.decisionId !== decisionId)
    throw new InForceError("over", "relies on a consent that was no longer the latest")
}

// What its console knew at its last import; and the consent that it names, if that became a leaf within its promise.
function knownAt(person: Person, { index, body }: Used) {
  return person.said
    .filter((one) => one.index < body.log || (one.index < index && one.said.leaf === body.consent))
    .map(({ said }) => said)
}

function keysAt(book: Book, index: number) {
  const logged = book.charters.findLast((one) => one.index < index) ?? book.charters[0]
  if (logged === undefined) throw new RangeError("no charter was read")
  return { keys: keysOf(logged.charter), charter: logged.charter }
}

function eventsOf({ decisions }: ConsentRecord): string[] {
  return decisions.flatMap(({ validity }) => (validity?.kind === "until_event" ? (validity.value ?? []) : []))
}

async function openCustodyRecord(
  source: Source,
  { unwrap, aead }: Opening,
  { body }: Used,
): Promise<CustodyRecord> {
  const sealed = await fetchRecord(source, body.record as FileRef)
  return decodeCustodyRecord(await openBytes(sealed, unwrap, aead, RECORD_MAX))
}

async function openConsentRecord(
  source: Source,
  { aead }: Opening,
  ref: FileRef,
  key: string | null,
): Promise<ConsentRecord> {
  if (key === null) throw new CodedError("consent-key", "no key to the consent it relies on")
  const sealed = await fetchRecord(source, ref)
  return decodeConsentRecord(await openBytes(sealed, withFileKey(fromHex(key)), aead, RECORD_MAX))
}

async function fetchRecord(source: Source, { sha256, size }: FileRef): Promise<Uint8Array> {
  const bytes = await source.record(sha256)
  if (bytes === undefined) throw new CodedError("missing", "a record is not there")
  if (bytes.length !== size || hex(await sha256Platform(bytes)) !== sha256)
    throw new CodedError("record-mismatch", "another record")
  return bytes
}

function codeOf(error: CodedError, { standing }: Person): FindingCode {
  if (error instanceof InForceError)
    // She gave it, but after the console had last looked.
    return error.code === "no-consent" && standing.head !== null
      ? "use-before"
      : AGAINST[error.code as InForceCode]
  if (error instanceof CustodyRecordError && error.code === "one-approver") return "one-approver"
  if (error instanceof StatementError && error.code === "subject") return "wrong-subject"
  return "record-unreadable"
}
