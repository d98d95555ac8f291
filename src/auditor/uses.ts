// Each use against the consent in force at its import (PROTOCOL sections 5 and 6): its record opened with the audit identity,
// the consent record it relied on with the key that stands inside, both judged by the function that the console asks (C7).
import type { Charter } from "../core/charter/charter.ts"
import { CONDITIONS } from "../core/consent/decision.ts"
import { inForce, requireStanding } from "../core/consent/in-force.ts"
import { type InForceCode, InForceError } from "../core/consent/refusal.ts"
import { fold, type SubjectLeaf } from "../core/consent/rules.ts"
import type { Use } from "../core/consent/use.ts"
import { type CustodyRecord, CustodyRecordError, requireCustodyOf } from "../core/custody/record.ts"
import { addDays, compare } from "../core/day.ts"
import { CodedError } from "../core/errors.ts"
import type { FileRef } from "../core/statement/fields.ts"
import { StatementError } from "../core/statement/frame.ts"
import { SourceError } from "./ask.ts"
import type { Book } from "./book.ts"
import { waitDays } from "./consents.ts"
import { isStale } from "./custody.ts"
import type { FindingCode } from "./findings.ts"
import { keysOf } from "./keys.ts"
import type { Person, Used } from "./person.ts"
import { Missing, type Opening, openConsentRecord, openCustodyRecord, type Records } from "./records.ts"

/** What uses are judged against, beside the person herself, and where what is found goes. */
export interface Judging {
  /** The log's charters and days, all of them. */
  readonly ground: Pick<Book, "charters" | "days">
  readonly records: Records
  readonly opening: Opening
  /** The leaf from which on uses are judged. */
  readonly from: number
  readonly find: Book["find"]
}

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

/**
 * Judges the uses of one person from leaf `from` on; earlier ones are opened again, because they may have spent a consent.
 * @throws {SourceError}
 */
export async function judgeUses(judging: Judging, person: Person): Promise<JudgedUses> {
  const { records, opening, from, find } = judging
  const earlier: CustodyRecord[] = []
  let [judged, missing] = [0, 0]
  for (const used of person.uses) {
    try {
      const record = await openCustodyRecord(records, opening, used.body.record as FileRef)
      if (used.index >= from) {
        await judgeOne(judging, person, used, record, earlier)
        judged++
      }
      earlier.push(record)
    } catch (error) {
      if (!(error instanceof CodedError) || error instanceof SourceError) throw error
      if (error instanceof Missing && records.kind === "bundle") missing++
      else if (used.index >= from) find(codeOf(error), aboutOf(used))
    }
  }
  return { judged, missing }
}

async function judgeOne(
  judging: Judging,
  person: Person,
  used: Used,
  record: CustodyRecord,
  earlier: readonly CustodyRecord[],
): Promise<void> {
  const { ground, find } = judging
  const about = aboutOf(used)
  const charter = charterAt(ground, used.index)
  const { consoles } = keysOf(charter)
  await orFinding(find, about, () => requireCustodyOf(used.body, record, charter.origin, consoles))
  if (compare(record.day, used.day) > 0)
    find("day-order", { ...about, detail: "It is said to have been done after it was logged." })
  if (record.action === "held" || record.action === "released" || record.action === "erased") return
  const fresh = record.action === "disclosed" ? FRESH_TO_DISCLOSE : charter.body.freshDays
  if (isStale(ground, used.body.log, record.day, fresh)) find("stale-import", about)
  await orFinding(find, about, async () => {
    requireRelied(person, used, record, charter)
    const known = knownAt(person, used)
    if (record.action === "replied") requireStanding(fold(used.body.subject, known, NOT_FOREIGN).standing)
    else await requireCovered(judging, used, record, known, earlier)
  })
}

async function orFinding(find: Book["find"], about: About, check: () => Promise<void>): Promise<void> {
  try {
    await check()
  } catch (error) {
    if (!(error instanceof CodedError) || error instanceof SourceError || error instanceof Missing)
      throw error
    find(codeOf(error), about)
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
  { records, opening }: Judging,
  used: Used,
  record: CustodyRecord,
  leaves: readonly SubjectLeaf[],
  earlier: readonly CustodyRecord[],
): Promise<void> {
  const { subject, consent } = used.body
  const { standing } = fold(subject, leaves, NOT_FOREIGN)
  requireStanding(standing) // said first: her record may be gone by now
  if (standing.record?.leaf !== consent)
    throw new InForceError("over", "relies on a consent that another replaced, or on what decides nothing")
  if (record.consentKey === null)
    throw new InForceError("no-consent", "gives no key to a consent that it relied on")
  const decisions = await openConsentRecord(records, opening, standing.record.ref, record.consentKey)
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
function knownAt(person: Person, { body }: Used): SubjectLeaf[] {
  return person.said
    .filter(({ index, said }) => index < body.log || said.leaf === body.consent)
    .map(({ said }) => said)
}

function charterAt({ charters }: Judging["ground"], index: number): Charter {
  const logged = charters.findLast((one) => one.index < index)
  if (logged === undefined) throw new RangeError("no charter was read")
  return logged.charter
}

type About = { readonly index: number; readonly subject: string }

function aboutOf({ index, body }: Used): About {
  return { index, subject: body.subject }
}

function codeOf(error: CodedError): FindingCode {
  if (error instanceof InForceError) return AGAINST[error.code]
  if (error instanceof CustodyRecordError && error.code === "one-approver") return "one-approver"
  if (error instanceof StatementError) return "wrong-subject"
  return "record-unreadable"
}
