// What a consent record says of who decides for whom, of her wishes, and of one use: read back into the words of the screens that
// asked for them, so that she meets the same questions with the answers that hold now.
import { currentDecisions, isYes } from "../../src/core/consent/decision.ts"
import type { ConsentRecord, Decision, Purpose } from "../../src/core/consent/record.ts"
import { lastDayOfValidity } from "../../src/core/consent/validity.ts"
import { DayError } from "../../src/core/day.ts"
import type { Policy } from "../../src/core/policy.ts"
import type { ConsentAnswer } from "../survivor/consents.ts"
import type { Scope, Wishes } from "../survivor/terms.ts"
import type { DecisionView, Party } from "./messages.ts"

/** How she shares (`ask_me_each_time` and the name belong to one decision, these to all). */
const OF_ONE = ["ask_me_each_time", "show_me_first", "no_name"]
const SHARING: readonly Purpose[] = ["share_accountability_body", "share_partner"]

export function isSharing({ purpose }: Pick<Decision, "purpose">): boolean {
  return SHARING.includes(purpose)
}

/** Under this notice id an event and a text belong to one message. */
export function noticeOfReply(n: number | ""): string {
  return `reply:${n}`
}

/** What she decided in general: without answers to single questions, which are for one use. */
export function standingDecisions({ decisions, events }: ConsentRecord): Decision[] {
  const answers = events.filter(
    ({ noticeId, type }) => type === "given" && noticeId?.startsWith(noticeOfReply("")),
  )
  const single = new Set(answers.flatMap(({ decisionIds }) => decisionIds))
  return currentDecisions(decisions.filter(({ decisionId }) => !single.has(decisionId)))
}

export function wishesIn(record: ConsentRecord): Wishes {
  const current = standingDecisions(record)
  const store = current.find((one) => one.purpose === "store" && isYes(one))
  const shared = current.filter((one) => isSharing(one) && isYes(one))
  const contact = current.find((one) => one.purpose === "contact" || one.purpose === "contact_submitter")
  return {
    years: /^P([0-9]+)Y$/.exec(store?.validity?.value ?? "")?.[1],
    conditions: [
      ...new Set(shared.flatMap(({ conditions = [] }) => conditions.filter((one) => !OF_ONE.includes(one)))),
    ],
    through: contact?.conditions?.includes("through_partner") ?? false,
    given: new Set<Scope>(store?.dataScope ?? ["account"]),
  }
}

export function hasMedia(record: ConsentRecord): boolean {
  const { given } = wishesIn(record)
  return (["photo", "video", "voice"] as const).some((scope) => given.has(scope))
}

/** Whether a decision is about this use. */
export function isAbout(
  decision: Decision,
  purpose: Purpose,
  recipientId: string | null | undefined,
): boolean {
  return decision.purpose === purpose && (decision.recipientId ?? null) === (recipientId ?? null)
}

/**
 * One line for each use: the first decision about it. Answers to single questions are told where they were asked.
 * @param saidDay the day of the statement that named the record
 */
export function decisionsIn(record: ConsentRecord, saidDay: string, policy: Policy | null): DecisionView[] {
  const current = standingDecisions(record)
  const first = current.filter(
    (one, at) => current.findIndex((other) => isAbout(other, one.purpose, one.recipientId)) === at,
  )
  return first.map((one) => ({
    purpose: one.purpose,
    recipient: partyOf(one.recipientId, policy, record),
    answer: answerOf(one),
    until: isYes(one) ? lastDay(one, saidDay) : null,
  }))
}

function answerOf(decision: Decision): ConsentAnswer | undefined {
  const { state, conditions = [], identifiability } = decision
  if (state === "not_asked" || state === "unknown") return undefined
  if (state === "deferred") return "later"
  if (state === "requested") return "yes"
  if (!isYes(decision)) return "no"
  if (!isSharing(decision)) return "yes"
  if (conditions.includes("ask_me_each_time")) return "ask"
  return identifiability === "identified" ? "named" : "unnamed"
}

function lastDay(decision: Decision, from: string): string | null {
  try {
    return lastDayOfValidity(decision, from)
  } catch (error) {
    if (error instanceof DayError) return null // a single use, or an event
    throw error
  }
}

/** By the policy of today, or else as the record knew it. */
export function partyOf(
  id: string | null | undefined,
  policy: Policy | null,
  record: ConsentRecord | null,
): Party | null {
  if (id === null || id === undefined) return null
  const known = policy?.recipients.find(({ partyId }) => partyId === id)
  if (known !== undefined) {
    const { name, type, canRecall, disclosure } = known
    return { id, name, type, canRecall, disclosure }
  }
  const party = record?.parties.find(({ partyId }) => partyId === id)
  return {
    id,
    name: party?.name ?? id,
    type: party?.type ?? "",
    canRecall: party?.canRecall ?? "no", // whoever is not known is not said to give anything back
    disclosure: "",
  }
}
