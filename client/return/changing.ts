// The whole new consent record of one thing that she decides (PROTOCOL section 5: never a delta). What she did not touch stays as it
// was, and ends when it would have ended. Every change is an event, and names the very text that stood on her screen.
import { hex, utf8 } from "../../src/core/bytes.ts"
import { isPublication, isYes } from "../../src/core/consent/decision.ts"
import type { ConsentRecord, Decision } from "../../src/core/consent/record.ts"
import type { Policy } from "../../src/core/policy.ts"
import type { ReplyBody } from "../../src/core/statement/reply.ts"
import { randomUuid, sha256Platform } from "../../src/core/webcrypto.ts"
import { basisOf, EVENTS, noticeIdOf, stateOf } from "../survivor/decided.ts"
import { partiesOf } from "../survivor/parties.ts"
import { situationIn } from "../survivor/situation.ts"
import { termsOf } from "../survivor/terms.ts"
import type { Saying } from "./messages.ts"
import { isAbout, isSharing, noticeOfReply, standingDecisions, wishesIn } from "./standing.ts"

/** What a change starts from. */
export interface Before {
  readonly record: ConsentRecord
  /** The day of the statement that named it. */
  readonly saidDay: string
  /** Her last statement, which every new event follows. */
  readonly prev: string
  readonly policy: Policy
  readonly today: string
}

type Event = ConsentRecord["events"][number]
type Ending = NonNullable<NonNullable<ConsentRecord["contingencies"]>["ifDeceased"]>

/** @returns the new record; ids, holder and reply are filled in where it is sealed */
export async function changed(
  saying: Extract<Saying, { say: "decide" | "conditions" | "ending" | "hide" | "reinstate" }>,
  before: Before,
): Promise<ConsentRecord> {
  const record = pinned(before)
  switch (saying.say) {
    case "decide":
      return decided(saying, record, before)
    case "conditions":
      return withConditions(saying.conditions as NonNullable<Decision["conditions"]>, record, before)
    case "ending": {
      const ending = saying.ending as Ending
      return {
        ...record,
        contingencies: { ...record.contingencies, ifUnreachable: ending, ifDeceased: ending },
      }
    }
    case "hide":
      return { ...record, history: "hide" }
    case "reinstate":
      return record
  }
}

// A period without a first day counts from the statement that names the record: a new statement would make it longer.
function pinned({ record, saidDay }: Before): ConsentRecord {
  const decisions = record.decisions.map((one) =>
    isYes(one) && one.validity?.kind === "period" && one.validFrom === undefined
      ? { ...one, validFrom: saidDay }
      : one,
  )
  return { ...record, decisions }
}

async function decided(
  { purpose, recipientId, answer, text, notices, years }: Extract<Saying, { say: "decide" }>,
  record: ConsentRecord,
  before: Before,
): Promise<ConsentRecord> {
  const { policy, today } = before
  const one = { purpose, answer, ...(recipientId !== undefined && { recipientId }) }
  const state = stateOf(one)
  const wishes = wishesIn(record)
  const terms = termsOf(purpose, answer, { ...wishes, years: years ?? wishes.years }, policy, today)
  const decision: Decision = {
    decisionId: randomUuid(),
    purpose,
    ...(recipientId !== undefined && { recipientId }),
    state,
    ...(state === "given" && terms),
    ...(state === "requested" && { conditions: ["show_me_first" as const] }),
    legalBasis: basisOf(purpose, situationIn(record)),
  }
  // A no, or another yes, is the answer to single questions that were asked before, too.
  const at = record.decisions.findIndex((other) => isAbout(other, purpose, recipientId))
  const others = record.decisions.filter((other) => !isAbout(other, purpose, recipientId))
  const notice = {
    noticeId: noticeIdOf(one),
    version: notices.version,
    language: notices.language,
    sha256: await sum(text),
  }
  return {
    ...record,
    parties: withParty(record, policy, recipientId),
    notices: withNotice(record.notices, notice),
    decisions: others.toSpliced(at === -1 ? others.length : at, 0, decision),
    events: [
      ...record.events,
      event(before, record, state === "not_asked" ? "deferred" : EVENTS[state], decision, notice.noticeId),
    ],
  }
}

function withConditions(
  conditions: NonNullable<Decision["conditions"]>,
  record: ConsentRecord,
  before: Before,
): ConsentRecord {
  const old: readonly string[] = wishesIn(record).conditions
  const changes = (one: Decision): boolean => isSharing(one) && isYes(one)
  const decisions = record.decisions.map((one) => {
    if (!changes(one)) return one
    const { conditions: had = [], ...rest } = one
    const now = [...new Set([...had.filter((condition) => !old.includes(condition)), ...conditions])]
    return { ...rest, ...(now.length > 0 && { conditions: now }) }
  })
  const touched = decisions.filter(changes)
  return touched.length === 0
    ? record
    : { ...record, decisions, events: [...record.events, event(before, record, "corrected", touched)] }
}

/**
 * The answer to a question of a message. A yes is one further decision for one use, beside what stands; a no changes no decision, as
 * without a yes there is none, and stands as an event.
 */
export async function answered(reply: ReplyBody, yes: boolean, before: Before): Promise<ConsentRecord> {
  const { purpose, recipientId } = reply.asks as NonNullable<ReplyBody["asks"]>
  const record = pinned(before)
  const notice = {
    noticeId: noticeOfReply(reply.n),
    version: String(reply.n),
    language: reply.language,
    sha256: await sum(reply.text),
  }
  const notices = withNotice(record.notices, notice)
  const about = standingDecisions(record).find((one) => isAbout(one, purpose, recipientId))
  if (!yes) {
    const asked = about ?? notAsked(reply, record)
    return {
      ...record,
      notices,
      decisions: about === undefined ? [...record.decisions, asked] : record.decisions,
      events: [...record.events, event(before, record, "refused", asked, notice.noticeId)],
    }
  }
  const decision = singleYes(reply, about, record, before)
  return {
    ...record,
    parties: withParty(record, before.policy, recipientId ?? undefined),
    notices,
    decisions: [...record.decisions, decision],
    events: [...record.events, event(before, record, "given", decision, notice.noticeId)],
  }
}

function singleYes(
  { asks }: ReplyBody,
  about: Decision | undefined,
  record: ConsentRecord,
  { policy, today }: Before,
): Decision {
  const { purpose, recipientId, sha256 } = asks as NonNullable<ReplyBody["asks"]>
  const standing = about !== undefined && isYes(about) ? about : undefined
  const terms = termsOf(purpose, "unnamed", wishesIn(record), policy, today)
  const { validFrom: _, notBefore: __, supersedes: ___, ...kept } = standing ?? ({} as Partial<Decision>)
  const conditions = (standing?.conditions ?? terms.conditions ?? []).filter(
    (one) => one !== "ask_me_each_time",
  )
  const { conditions: ____, ...rest } = { ...terms, ...kept }
  const shown = isPublication(purpose)
  return {
    ...rest,
    decisionId: randomUuid(),
    purpose,
    ...(recipientId !== null && { recipientId }),
    state: "given",
    ...(shown && {
      identifiability: "pseudonymised" as const,
      audience: "public" as const,
      dataScope: ["account"],
    }),
    ...(shown
      ? { conditions: ["show_me_first" as const] }
      : conditions.length > 0 && { conditions: [...conditions] }),
    validity: { kind: "single_use", value: "1" },
    ...(sha256 !== null && { approvedContentSha256: sha256 }),
    legalBasis: basisOf(purpose, situationIn(record)),
    // A no that stands would prevail over any yes: this one comes after it, and is for less.
    ...(about?.state === "refused" && { supersedes: about.decisionId }),
  }
}

function notAsked({ asks }: ReplyBody, record: ConsentRecord): Decision {
  const { purpose, recipientId } = asks as NonNullable<ReplyBody["asks"]>
  return {
    decisionId: randomUuid(),
    purpose,
    ...(recipientId !== null && { recipientId }),
    state: "not_asked",
    legalBasis: basisOf(purpose, situationIn(record)),
  }
}

/** How a message's question was answered, by the newest event that names it. */
export function answerIn(record: ConsentRecord | null, n: number): "yes" | "no" | null {
  const last = record?.events.findLast(({ noticeId }) => noticeId === noticeOfReply(n))
  return last === undefined ? null : last.type === "given" ? "yes" : "no"
}

function event(
  { today, prev }: Before,
  { events }: ConsentRecord,
  type: Event["type"],
  about: Decision | readonly Decision[],
  noticeId?: string,
): Event {
  return {
    eventId: randomUuid(),
    type,
    decisionIds: [about].flat().map(({ decisionId }) => decisionId),
    at: today,
    indicatedBy: events[0]?.indicatedBy ?? "data_subject", // whoever holds the receipt is who first spoke
    method: "web_form",
    ...(noticeId !== undefined && { noticeId }),
    prevHash: prev,
  }
}

type Notices = ConsentRecord["notices"]

function withNotice(notices: Notices, notice: Omit<Notices[number], "format">): Notices {
  const known = notices.some(
    ({ noticeId, language, sha256 }) =>
      noticeId === notice.noticeId && language === notice.language && sha256 === notice.sha256,
  )
  const { sha256, ...rest } = notice
  return known ? notices : [...notices, { ...rest, format: "text", sha256 }]
}

function withParty(
  { parties }: ConsentRecord,
  policy: Policy,
  recipientId: string | undefined,
): ConsentRecord["parties"] {
  if (recipientId === undefined || parties.some(({ partyId }) => partyId === recipientId)) return parties
  const [, ...named] = partiesOf(policy, [{ recipientId }])
  return [...parties, ...(named as ConsentRecord["parties"])]
}

async function sum(text: string): Promise<string> {
  return hex(await sha256Platform(utf8(text))) // of the very text that stood on her screen
}
