// Which uses are asked about, one screen for each purpose and recipient of the policy (survivor-standards 3.1, 3.4), and which
// answers each has. Nothing is asked whose yes could not stand.
import type { Purpose } from "../../src/core/consent/record.ts"
import type { Policy } from "../../src/core/policy.ts"
import type { NoticeId } from "../../src/i18n/notices/notice.ts"
import type { Situation } from "./situation.ts"

export type Recipient = Policy["recipients"][number]

export interface ConsentStep {
  /** `<purpose>` or `<purpose>:<recipient>`. */
  readonly id: string
  readonly purpose: Purpose & NoticeId
  readonly recipient?: Recipient
  readonly answers: readonly ConsentAnswer[]
}

/** `named`, `unnamed` and `ask` are three kinds of yes to sharing. */
export type ConsentAnswer = "yes" | "named" | "unnamed" | "ask" | "no" | "later"

const PLAIN = ["yes", "no", "later"] as const
const SHARED = ["named", "unnamed", "ask", "no", "later"] as const

/** What a yes to each kind of recipient is a yes to. Other kinds are not shared with from here. */
const PURPOSE_OF: Readonly<Record<string, Purpose & NoticeId>> = {
  translator: "translation",
  icc_otp: "share_accountability_body",
  icc_registry_victims: "share_accountability_body",
  un_mechanism: "share_accountability_body",
  un_inquiry: "share_accountability_body",
  un_treaty_or_special_procedure: "share_accountability_body",
  national_prosecutor: "share_accountability_body",
  regional_court: "share_accountability_body",
  register_of_damage: "share_accountability_body",
  ngo_partner: "share_partner",
  legal_representative: "share_partner",
  support_service: "support_referral",
}

/** All that may be asked beside keeping and contact, in order; the first few are asked of everyone. */
export interface Consents {
  readonly first: readonly ConsentStep[]
  readonly sharing: readonly ConsentStep[]
}

export interface Has {
  /** What happened, in words, files or recordings. */
  readonly account: boolean
  /** Photos, films or recordings. */
  readonly media: boolean
  /** A yes to being contacted. */
  readonly contact: boolean
}

/** For whatever could be asked about at all. */
export const ALL: Has = { account: true, media: true, contact: true }

export function consentsOf(policy: Policy, situation: Situation, has: Has): Consents {
  const { agreed, minor, young, unasked, group } = situation
  const asked = (purpose: Purpose): boolean => policy.purposes.includes(purpose)
  const plain = (purpose: Purpose & NoticeId, when = true): ConsentStep[] =>
    when && asked(purpose) ? [{ id: purpose, purpose, answers: PLAIN }] : []
  const each = (
    purpose: Purpose & NoticeId,
    when: boolean,
    answers: readonly ConsentAnswer[],
  ): ConsentStep[] =>
    policy.recipients
      .filter(({ type }) => when && asked(purpose) && PURPOSE_OF[type] === purpose)
      .map((recipient) => ({ id: `${purpose}:${recipient.partyId}`, purpose, recipient, answers }))
  // What a yes of the writer's alone cannot cover: of several people each decides for herself, of a child's no there is nothing to use.
  const open = agreed && !young && !group
  if (unasked) return { first: [], sharing: [] }
  return {
    first: [...plain("legal_analysis", has.account), ...each("translation", has.account, PLAIN)],
    sharing: [
      ...each("share_accountability_body", open, SHARED),
      ...each("share_partner", open, SHARED),
      ...each("support_referral", agreed && !group && has.contact, PLAIN),
      ...plain("anonymised_advocacy", has.account),
      ...plain("publish_quote", open && !minor),
      ...plain("publish_audiovisual", open && !minor && has.media),
      ...plain("training_research", open && !minor),
      ...plain("long_term_archive", open),
    ],
  }
}

/** A yes of any kind. */
export function isGiven(answer: string | undefined): boolean {
  return answer === "yes" || answer === "named" || answer === "unnamed" || answer === "ask"
}
