// What the screens are told of what she verified (own/hers.ts): where she stands, what she decided, what was done with it, what was
// written to her, and what does not check out. Never a word of what she sent.
import type { ConsentRecord } from "../../src/core/consent/record.ts"
import { addDays, compare, lastDayOfMonth } from "../../src/core/day.ts"
import { type ReplyBody, wordsAsked } from "../../src/core/statement/reply.ts"
import type { HerStatement, Hers } from "../../src/own/hers.ts"
import { ALL, consentsOf } from "../survivor/consents.ts"
import { type Situation, situationIn } from "../survivor/situation.ts"
import { answerIn } from "./changing.ts"
import type { ProblemView, Question, ReplyView, SaidView, Stands, UseView, View } from "./messages.ts"
import { decisionsIn, hasMedia, partyOf, wishesIn } from "./standing.ts"
import type { Trust } from "./trusting.ts"

const ERASE_WITHIN = 2 // days: what PROTOCOL section 8 gives the server beyond the cooling days
const NOBODY: Situation = {
  ...{ proxy: false, agreed: true, young: false, minor: false },
  ...{ unasked: false, group: false, died: false },
}

/** @param unread why nothing of hers could be checked */
export function viewOf(hers: Hers | null, unread: string | null, trust: Trust, today: string): View {
  const { newest, policy } = trust
  const record = hers?.record ?? null
  const saidDay = hers === null ? today : dayOfRecord(hers, today)
  const said = (hers?.statements ?? []).map((one, order) => saidView(one, today, order))
  const hidden = record?.history === "hide"
  // Someone may be forcing her to open this page: then it shows nothing of what was done, on no screen.
  const uses = hers === null || hidden ? [] : usesIn(hers, trust)
  const standing = hers?.standing ?? null
  const situation = record === null ? NOBODY : situationIn(record)
  const consents = record && wishesIn(record)
  const stands = standsAs(hers, today)
  return {
    ...{ stands, today },
    keptUntil: standing?.until == null ? null : lastDayOfMonth(standing.until),
    erasing: erasingOf(hers, newest.body.erasureDays),
    erasureDays: newest.body.erasureDays,
    hidden,
    last: said.findLast(({ day }) => day !== null) ?? null,
    decisions: record === null ? [] : decisionsIn(record, saidDay, policy),
    ...{ situation, media: record !== null && hasMedia(record) },
    conditions: consents?.conditions ?? [],
    years: consents?.years,
    ending: record?.contingencies?.ifUnreachable,
    uses,
    closed: closedIn(hers, hidden),
    imported: (hers?.statements ?? []).some(
      ({ said: one }) => one.kind === "custody" && one.body.action === "imported",
    ),
    replies: (hers?.replies ?? []).toSorted((a, b) => a.n - b.n).map((one) => replyView(one, record, trust)),
    said,
    problems: unread === null ? problemsOf(hers) : [{ about: "all", code: unread }],
    size: hers?.size ?? 0,
    quorum: newest.body.witnessQuorum,
    sealing: sealingOf(trust, hers, today),
  }
}

function standsAs(hers: Hers | null, today: string): Stands {
  if (hers === null) return "unread"
  const { erased, withdrawn, head, until } = hers.standing
  if (erased) return "erased"
  if (withdrawn !== null) return "withdrawn"
  if (head === null) return "nothing"
  return until !== null && compare(today, lastDayOfMonth(until)) > 0 ? "expired" : "stands"
}

/** The day of the statement that named the record which holds now: periods count from it. */
export function dayOfRecord(hers: Hers, today: string): string {
  const one = hers.statements.find(({ leaf }) => leaf === hers.standing.record?.leaf)
  return one?.said.kind === "consent" ? one.said.body.day : today
}

function saidView({ said, index, by }: HerStatement, today: string, order: number): SaidView {
  const place =
    index !== null ? "log" : by === null ? "unpromised" : compare(today, by) > 0 ? "overdue" : "promised"
  const where = { place, index, by, order } as const
  if (said.kind === "consent") return { what: said.body.action, day: said.body.day, ...where }
  const gone = said.kind === "erasure" && said.body.reason !== "imported"
  return { what: said.kind === "custody" ? "use" : gone ? "erasure" : "fetched", day: null, ...where }
}

function erasingOf(hers: Hers | null, erasureDays: number): View["erasing"] {
  const withdrawn = hers?.standing.withdrawn
  if (hers === null || withdrawn === null || withdrawn === undefined) return null
  const soon = withdrawn.now !== null
  const counted = hers.statements.find(({ leaf }) => leaf === (withdrawn.now ?? withdrawn.leaf))
  const by = counted?.by ?? null
  if (by === null) return { soon, from: null, last: null }
  // The latest it can be: the leaf's day is not known here, only the day by which it was promised.
  const from = soon ? null : addDays(by, erasureDays)
  return { soon, from, last: addDays(by, (soon ? 0 : erasureDays) + ERASE_WITHIN) }
}

function usesIn(hers: Hers, { policy }: Trust): UseView[] {
  return hers.statements.flatMap(({ said, index }, order) => {
    if (said.kind !== "custody" || said.record === null) return []
    const { day, action, purpose, recipientId } = said.record
    const recipient = partyOf(recipientId, policy, hers.record)
    return [{ day, action, purpose, recipient, logged: index !== null, order }]
  })
}

function closedIn(hers: Hers | null, hidden: boolean): number {
  const closed = (hers?.statements ?? []).filter(
    ({ said }) => said.kind === "custody" && (hidden || said.record === null) && said.body.record !== null,
  )
  return closed.length
}

function replyView(reply: ReplyBody, record: ConsentRecord | null, trust: Trust): ReplyView {
  const { n, day, language, text, asks } = reply
  const words = wordsAsked(reply) ?? null
  const without = words === null ? text : text.slice(0, text.length - words.length).trimEnd()
  return { n, day, language, text: without, asks: asks && questionOf(reply, words, record, trust) }
}

function questionOf(
  { n, asks }: ReplyBody,
  words: string | null,
  record: ConsentRecord | null,
  { policy }: Trust,
): Question {
  const { purpose, recipientId } = asks as NonNullable<ReplyBody["asks"]>
  return {
    purpose,
    recipient: partyOf(recipientId, policy, record),
    words,
    open: record !== null && policy !== null && maySayYes(purpose, recipientId, words, record, policy),
    answered: answerIn(record, n),
  }
}

// Only what the form would ask her, too; and nothing is made public that she cannot see here.
function maySayYes(
  purpose: Question["purpose"],
  recipientId: string | null,
  words: string | null,
  record: ConsentRecord,
  policy: NonNullable<Trust["policy"]>,
): boolean {
  if (purpose === "publish_audiovisual" || (purpose === "publish_quote" && words === null)) return false
  if (purpose === "contact" || purpose === "contact_submitter") return recipientId === null
  const { first, sharing } = consentsOf(policy, situationIn(record), ALL)
  return [...first, ...sharing].some(
    (step) => step.purpose === purpose && (step.recipient?.partyId ?? null) === recipientId,
  )
}

// A use that was not sealed to her is no lie: it is counted, and her history was hidden then.
function problemsOf(hers: Hers | null): ProblemView[] {
  return (hers?.problems ?? []).flatMap(({ about, code }): ProblemView[] => {
    if (about.startsWith("reply ")) return [{ about: "reply", code }]
    const used = hers?.statements.some(
      ({ said }) => said.kind === "custody" && said.body.record?.sha256 === about,
    )
    if (used) return code === "not-hers" ? [] : [{ about: "use", code }]
    return [{ about: about === hers?.standing.record?.ref.sha256 ? "record" : "statement", code }]
  })
}

function sealingOf({ newest, doubt, policy }: Trust, hers: Hers | null, today: string): View["sealing"] {
  if (doubt !== null || policy === null) return "doubt"
  if (compare(today, newest.body.expires) > 0) return "expired"
  return hers === null ? "unread" : "open"
}
