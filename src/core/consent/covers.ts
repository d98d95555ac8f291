// Whether one yes covers one use on one day (PROTOCOL section 5, C7): recipient, time, identifiability, scope, exact content
// and conditions. Who may say yes at all is on-behalf.ts; which yes counts is in-force.ts.
import type { CustodyRecord } from "../custody/record.ts"
import { compare } from "../day.ts"
import {
  type Condition,
  type Decision,
  IDENTIFIABILITY,
  isPublication,
  type Purpose,
  plainId,
} from "./decision.ts"
import { InForceError } from "./refusal.ts"
import type { ConsentRecord } from "./schema.ts"
import type { Use } from "./use.ts"
import { lastDayOfValidity } from "./validity.ts"

/** A yes, a use, and what they are held against. */
export interface Question {
  readonly decision: Decision
  readonly use: Use
  /** The day of the use. */
  readonly day: string
  /** The statement's day: what a period counts from where the decision does not say. */
  readonly from: string
  readonly parties: ConsentRecord["parties"]
  readonly earlier: readonly CustodyRecord[]
}

/** Purposes for which nothing leaves the organisation. */
const WITHIN: readonly Purpose[] = [
  "store",
  "contact",
  "contact_submitter",
  "legal_analysis",
  "long_term_archive",
]

/** @throws {InForceError} at the first thing that is not covered */
export function requireCovers(question: Question): void {
  const { decision, use } = question
  if (use.action === "disclosed" && WITHIN.includes(use.purpose))
    throw new InForceError("purpose", "nothing leaves the house for this purpose")
  requireParty(question)
  requireTime(question)
  const may = IDENTIFIABILITY.indexOf(decision.identifiability as Use["identifiability"])
  if (may < 0 || IDENTIFIABILITY.indexOf(use.identifiability) < may)
    throw new InForceError("identifiability", "points to her more plainly than she allowed")
  if (!use.dataScope.every((part) => decision.dataScope?.includes(part)))
    throw new InForceError("scope", "takes in more than she allowed")
  requireContent(question)
  const unmet = (decision.conditions ?? []).filter((condition) => !isMet(condition, question))
  if (unmet.length > 0) throw new InForceError("conditions", "not met", unmet)
}

// A recipient she was told of: who that is stands in the record.
function requireParty({ decision: { recipientId }, parties }: Question): void {
  if (recipientId !== undefined && parties.filter(({ partyId }) => partyId === recipientId).length !== 1)
    throw new InForceError("recipient", "the record does not say who that is")
}

function requireTime(question: Question): void {
  const { decision, day, from, use } = question
  const { validFrom, notBefore, validity } = decision
  for (const start of [validFrom, notBefore])
    if (start !== undefined && compare(day, start) < 0)
      throw new InForceError("not-yet", "its time has not come")
  switch (validity?.kind) {
    case "until_date":
    case "period":
      if (compare(day, lastDay(decision, from)) > 0) throw new InForceError("over", "its time is over")
      return
    case "until_event":
      if (validity.value === undefined || !use.notHappened.includes(validity.value))
        throw new InForceError("event", "it may have happened")
      return
    case "single_use":
      if ((validity.value ?? "1") !== "1") throw new InForceError("unreadable", "not one use")
      if (isSpent(question)) throw new InForceError("spent", "used once already")
      return
    default:
      throw new InForceError("over", "a yes without an end is none")
  }
}

function lastDay(decision: Decision, from: string): string {
  try {
    return lastDayOfValidity(decision, from)
  } catch {
    throw new InForceError("over", "its end cannot be read")
  }
}

// Spent by the first disclosure; by one that nobody's consent covered, too, if it was to the same recipient since.
function isSpent({ decision, use, from, earlier }: Question): boolean {
  return earlier.some(({ action, decisionId, purpose, recipientId, day }) => {
    if (action !== "disclosed") return false
    if (decisionId !== null) return plainId(decisionId) === plainId(decision.decisionId)
    return purpose === use.purpose && recipientId === use.recipientId && compare(day, from) >= 0
  })
}

// Words or a cut in public: exactly those she approved.
function requireContent({ decision, use }: Question): void {
  const { approvedContentSha256: approved } = decision
  if (approved === undefined && !isPublication(use.purpose)) return
  if (approved === undefined || use.contentSha256 !== approved)
    throw new InForceError("content", "not the content she approved")
}

function isMet(condition: Condition, { decision, use, day }: Question): boolean {
  switch (condition) {
    case "ask_me_each_time": // met by no claim: her answer is a decision of its own
      return false
    case "show_me_first": // the approved content is what she was shown, and what is used
      return decision.approvedContentSha256 !== undefined
    case "not_before_date":
      return decision.notBefore !== undefined && compare(day, decision.notBefore) >= 0
    case "no_name":
      return (
        use.identifiability !== "identified" &&
        !use.dataScope.includes("identity") &&
        use.met.includes(condition)
      )
    case "no_exact_place":
    case "no_exact_date":
    case "only_with_other_accounts":
    case "not_in_my_country":
    case "through_my_lawyer":
    case "through_partner":
      return use.met.includes(condition)
    default:
      return false
  }
}
