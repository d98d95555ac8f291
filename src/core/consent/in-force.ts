// Whether a use is covered today (PROTOCOL section 5, C7; survivor-standards 3.4): a pure function of a subject's statements,
// the latest record, what was done before, and the use. It gives a permit that names the decision, or throws why not.
// Whatever is unknown, unreadable or undecided refuses. Console and auditor ask the same function.
import * as z from "zod/mini"
import { type CustodyRecord, parseCustodyRecord } from "../custody/record.ts"
import { compare, isDay, lastDayOfMonth } from "../day.ts"
import { ERASURE } from "../statement/erasure.ts"
import { hash } from "../statement/fields.ts"
import { requireCovers } from "./covers.ts"
import { type Condition, currentDecisions, type Decision, isYes, plainId } from "./decision.ts"
import { requireSpokenFor } from "./on-behalf.ts"
import { type ConsentRecord, parseConsentRecord } from "./record.ts"
import { requireRecordOf } from "./record-of.ts"
import { InForceError } from "./refusal.ts"
import { fold, type Standing, type SubjectLeaf, type View } from "./rules.ts"
import { CONSENT } from "./statement.ts"
import { type Use, useSchema } from "./use.ts"

// What a user of `cairn/consent` needs beside this: the parts that C7 is made of, each where it is.
export { decodeConsentRecord, encodeConsentRecord, parseConsentRecord } from "./record.ts"
export { requireRecordOf } from "./record-of.ts"
export { InForceError } from "./refusal.ts"
export { fold, judge, noStanding, RuleError, type Standing, type SubjectLeaf } from "./rules.ts"
export { openConsentStatement } from "./statement.ts"
export type { Use } from "./use.ts"

/** All that is known of a subject when a use is judged. */
export interface Case {
  readonly subject: string
  /** Her statements and erasures in log order, verified; pending withdrawals last. */
  readonly leaves: readonly SubjectLeaf[]
  /** C8: whether a root or record hash belongs to another subject. */
  readonly isForeign: View["isNamed"]
  /** The record that the latest of them names, opened. */
  readonly record: ConsentRecord
  /** Every custody record of earlier uses of hers. */
  readonly earlier: readonly CustodyRecord[]
}

/** What a use may rely on. */
export interface Permit {
  readonly decisionId: string
  /** Leaf hash of the statement whose record holds the decision. */
  readonly consent: string
  /** The decision's conditions, all of them met. */
  readonly conditions: readonly Condition[]
  /** With only keeping allowed, opening shows how to reach her and whether she is in danger; the rest stays covered. */
  readonly only: "triage" | null
  /** The decision as she made it: its audience, media treatment and review date bind too. */
  readonly decision: Decision
}

/**
 * C7.
 * @param day the day of the use, `YYYY-MM-DD`, UTC
 * @throws {InForceError} why nothing covers it; of several decisions that might have, why the last does not
 */
export function inForce(known: Case, asked: Use, day: string): Permit {
  const { body, leaf, record, earlier, use } = readable(known, asked, day)
  const candidates = decisionsFor(record, use)
  let refusal: unknown
  for (const decision of candidates) {
    try {
      requireSpokenFor(record, decision, use)
      requireCovers({ decision, use, day, from: body.day, parties: record.parties, earlier })
      const only = use.purpose === "store" ? "triage" : null
      return {
        decisionId: decision.decisionId,
        consent: leaf,
        conditions: decision.conditions ?? [],
        only,
        decision,
      }
    } catch (error) {
      if (!(error instanceof InForceError)) throw error
      refusal = error
    }
  }
  throw refusal
}

/**
 * That a subject stands where uses may be asked about at all; a reply, which she fetches herself, asks for no more.
 * @throws {InForceError} `no-consent`, `withdrawn`, `erased`
 */
export function requireStanding({ head, withdrawn, erased }: Standing): void {
  if (erased) throw new InForceError("erased", "nothing is left of it")
  if (withdrawn !== null) throw new InForceError("withdrawn", "withdrawn, and not reinstated since")
  if (head === null) throw new InForceError("no-consent", "nothing was given")
}

const leavesSchema = z.array(
  z.union([
    z.strictObject({ type: z.literal("consent"), leaf: hash, body: CONSENT.schema }),
    z.strictObject({ type: z.literal("erasure"), leaf: hash, body: ERASURE.schema }),
  ]),
)

// Everything checked for its form first, so that nothing below meets a word it does not know.
function readable(known: Case, asked: Use, day: string) {
  const use = attempt(() => z.parse(useSchema, asked))
  if (typeof day !== "string" || !isDay(day)) throw new InForceError("unreadable", "not a day")
  const leaves: readonly SubjectLeaf[] = attempt(() => z.parse(leavesSchema, known.leaves))
  if (leaves.some(({ body }) => body.subject !== known.subject))
    throw new InForceError("unreadable", "a statement of somebody else")
  const { standing } = attempt(() => fold(z.parse(hash, known.subject), leaves, known.isForeign))
  requireStanding(standing)
  const named = leaves.find(({ leaf }) => leaf === standing.record?.leaf)
  if (named?.type !== "consent" || standing.until === null)
    throw new InForceError("no-consent", "no statement names a record")
  if (compare(day, lastDayOfMonth(standing.until)) > 0)
    throw new InForceError("expired", "kept past its time")
  const record = attempt(() => parseConsentRecord(known.record))
  attempt(() => requireRecordOf(record, named.body))
  const earlier = attempt(() => known.earlier.map(parseCustodyRecord))
  if (earlier.some(({ subject }) => subject !== known.subject))
    throw new InForceError("unreadable", "a custody record of somebody else")
  return { use, body: named.body, leaf: named.leaf, record, earlier }
}

function attempt<T>(read: () => T): T {
  try {
    return read()
  } catch {
    // No cause: what could not be read may hold what a person wrote.
    throw new InForceError("unreadable", "a statement, a record or the use cannot be read")
  }
}

const NO: readonly Decision["state"][] = ["refused", "withdrawn", "revoked_by_controller", "invalidated"]

// The decisions that say yes to this purpose and recipient. A no beside a yes prevails, unless one supersedes the other; what
// came later and is not decided takes back a yes too.
function decisionsFor({ decisions, parties }: ConsentRecord, use: Use): Decision[] {
  if (new Set(decisions.map(({ decisionId }) => plainId(decisionId))).size !== decisions.length)
    throw new InForceError("unreadable", "two decisions of one name")
  const forPurpose = currentDecisions(decisions).filter(({ purpose }) => purpose === use.purpose)
  const forThis = forPurpose.filter(({ recipientId = null }) => recipientId === use.recipientId)
  // A no to nobody in particular, or to somebody of whom the record says nothing, is one to all.
  const forAll = forPurpose.filter(
    ({ recipientId }) => !parties.some(({ partyId }) => partyId === recipientId),
  )
  if ([...forThis, ...forAll].some(({ state }) => NO.includes(state)))
    throw new InForceError("refused", "she said no")
  const undecided = forThis.findLastIndex((decision) => !isYes(decision))
  const yes = forThis.slice(undecided + 1)
  if (yes.length > 0) return yes
  if (forThis.length === 0 && forPurpose.some(isYes))
    throw new InForceError("recipient", "a yes to another recipient only")
  throw new InForceError("undecided", "no decision for this purpose and recipient")
}
