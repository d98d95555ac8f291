// Each use against the consent in force at its import (PROTOCOL sections 5 and 6): its record opened with the audit identity,
// the consent record it relied on with the key that stands inside, both judged by the function that the console asks (C7).
import type { Aead } from "../core/age/aead.ts"
import { withFileKey } from "../core/age/file-key.ts"
import { openBytes, type Unwrap } from "../core/age/open.ts"
import { fromHex, hex } from "../core/bytes.ts"
import type { Charter } from "../core/charter/charter.ts"
import { CONDITIONS } from "../core/consent/decision.ts"
import { inForce, requireStanding } from "../core/consent/in-force.ts"
import { type ConsentRecord, decodeConsentRecord } from "../core/consent/record.ts"
import { type InForceCode, InForceError } from "../core/consent/refusal.ts"
import { fold, type SubjectLeaf } from "../core/consent/rules.ts"
import type { Use } from "../core/consent/use.ts"
import {
  type CustodyRecord,
  CustodyRecordError,
  decodeCustodyRecord,
  requireCustodyOf,
} from "../core/custody/record.ts"
import { addDays, compare } from "../core/day.ts"
import { CodedError } from "../core/errors.ts"
import type { FileRef } from "../core/statement/fields.ts"
import { StatementError } from "../core/statement/frame.ts"
import { sha256Platform } from "../core/webcrypto.ts"
import { SourceError } from "./ask.ts"
import type { Book } from "./book.ts"
import { waitDays } from "./consents.ts"
import { isStale } from "./custody.ts"
import type { FindingCode } from "./findings.ts"
import { keysOf } from "./keys.ts"
import type { Person, Used } from "./person.ts"
import type { Source } from "./source.ts"

class Missing extends CodedError<"missing"> {}

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

/** What was judged of somebody's uses. */
export interface JudgedUses {
  readonly judged: number
  /** Records that a bundle does not carry: nobody's fault. */
  readonly missing: number
}

/** Judges the uses of one person from leaf `from` on; earlier ones are opened again, because they may have spent a consent. */
export async function judgeUses(
  book: Book,
  source: Source,
  opening: Opening,
  person: Person,
  from: number,
): Promise<JudgedUses> {
  const earlier: CustodyRecord[] = []
  let [judged, missing] = [0, 0]
  for (const used of person.uses) {
    try {
      const record = await openCustodyRecord(source, opening, used)
      if (used.index >= from) {
        await judgeOne(book, source, opening, person, used, record, earlier)
        judged++
      }
      earlier.push(record)
    } catch (error) {
      if (!(error instanceof CodedError) || error instanceof SourceError) throw error
      if (error instanceof Missing && source.kind === "bundle") missing++
      else if (used.index >= from) book.find(codeOf(error), aboutOf(used))
    }
  }
  return { judged, missing }
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
  const about = aboutOf(used)
  const charter = charterAt(book, used.index)
  const { consoles } = keysOf(charter)
  await orFinding(book, about, () => requireCustodyOf(used.body, record, charter.origin, consoles))
  if (compare(record.day, used.day) > 0)
    book.find("day-order", { ...about, detail: "It is said to have been done after it was logged." })
  if (record.action === "held" || record.action === "released" || record.action === "erased") return
  const fresh = record.action === "disclosed" ? FRESH_TO_DISCLOSE : charter.body.freshDays
  if (isStale(book, used.body.log, record.day, fresh)) book.find("stale-import", about)
  await orFinding(book, about, async () => {
    requireRelied(person, used, record, charter)
    const known = knownAt(person, used)
    if (record.action === "replied") requireStanding(fold(used.body.subject, known, NOT_FOREIGN).standing)
    else await requireCovered(source, opening, person, used, record, known, earlier)
  })
}

async function orFinding(book: Book, about: About, check: () => Promise<void>): Promise<void> {
  try {
    await check()
  } catch (error) {
    if (!(error instanceof CodedError) || error instanceof SourceError || error instanceof Missing)
      throw error
    book.find(codeOf(error), about)
  }
}

// That what it relied on was there on its day: a leaf then, or promised and a leaf in time (PROTOCOL section 6).
function requireRelied(
  person: Person,
  { body }: Used,
  { day }: CustodyRecord,
  { body: rules }: Charter,
): void {
  const relied = person.said.find(({ said }) => said.leaf === body.consent)
  if (relied === undefined) throw new InForceError("no-consent", "relies on nothing of hers")
  const promised = addDays(day, relied.index < body.log ? 0 : waitDays(rules.mergeDelayHours))
  if (compare(relied.day, promised) > 0) throw new InForceError("not-yet", "was done before the consent")
}

async function requireCovered(
  source: Source,
  opening: Opening,
  person: Person,
  used: Used,
  record: CustodyRecord,
  leaves: readonly SubjectLeaf[],
  earlier: readonly CustodyRecord[],
): Promise<void> {
  const { subject, consent } = used.body
  const { standing } = fold(subject, leaves, NOT_FOREIGN)
  requireStanding(standing) // said first: her record may be gone by now
  if (standing.record !== null && standing.record.leaf !== consent)
    throw new InForceError("over", "relies on a consent that another replaced")
  const ref = person.records.find(({ leaf }) => leaf === consent)
  if (ref === undefined) throw new InForceError("no-consent", "relies on a statement without a record")
  const decisions = await openConsentRecord(source, opening, ref, record.consentKey)
  if (decisions.holder !== subject) throw new StatementError("subject", "the record names another holder")
  const { purpose, identifiability, recipientId, dataScope, objects } = record
  const permit = inForce(
    { subject, leaves, isForeign: NOT_FOREIGN, record: decisions, earlier },
    {
      action: record.action as Use["action"],
      purpose: purpose as Use["purpose"],
      recipientId,
      identifiability: identifiability as Use["identifiability"],
      dataScope,
      contentSha256: objects.length === 1 ? (objects[0]?.sha256 ?? null) : null,
      // What only whoever acted can answer for, an auditor cannot see: the guide for auditors says so.
      met: [...CONDITIONS, "best_interests"],
      notHappened: decisions.decisions.flatMap(({ validity }) => validity?.value ?? []),
    },
    record.day,
  )
  if (record.decisionId !== permit.decisionId)
    throw new InForceError("no-consent", "names another decision than the one that covers it")
}

// C8 was judged when each was logged.
const NOT_FOREIGN = (): boolean => false

// What its console knew at its last import; and the consent that it names, if that was promised to it.
function knownAt(person: Person, { index, body }: Used): SubjectLeaf[] {
  return person.said
    .filter((one) => one.index < body.log || (one.index < index && one.said.leaf === body.consent))
    .map(({ said }) => said)
}

function charterAt({ charters }: Book, index: number): Charter {
  const logged = charters.findLast((one) => one.index < index) ?? charters[0]
  if (logged === undefined) throw new RangeError("no charter was read")
  return logged.charter
}

type About = { readonly index: number; readonly subject: string }

function aboutOf({ index, body }: Used): About {
  return { index, subject: body.subject }
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
  if (key === null) throw new InForceError("no-consent", "gives no key to a consent that it relied on")
  const sealed = await fetchRecord(source, ref)
  return decodeConsentRecord(await openBytes(sealed, withFileKey(fromHex(key)), aead, RECORD_MAX))
}

async function fetchRecord(source: Source, { sha256, size }: FileRef): Promise<Uint8Array> {
  const bytes = await source.record(sha256)
  if (bytes === undefined) throw new Missing("missing", "a record is not there")
  if (bytes.length !== size || hex(await sha256Platform(bytes)) !== sha256)
    throw new CodedError("record-mismatch", "another record")
  return bytes
}

function codeOf(error: CodedError): FindingCode {
  if (error instanceof InForceError) return AGAINST[error.code]
  if (error instanceof CustodyRecordError && error.code === "one-approver") return "one-approver"
  if (error instanceof StatementError && error.code === "subject") return "wrong-subject"
  return "record-unreadable"
}
