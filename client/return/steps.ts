// The questions about consent as they were put when she sent her account, for changing each: the same screens, with the same answers.
import type { Purpose } from "../../src/core/consent/record.ts"
import type { NoticeId } from "../../src/i18n/notices/notice.ts"
import { type ConsentStep, consentsOf } from "../survivor/consents.ts"
import type { Organisation } from "../survivor/organisation.ts"
import type { DecisionView, Party, View } from "./messages.ts"

const PLAIN = ["yes", "no", "later"] as const
const ONLY_LESS = ["no", "later"] as const

export interface Step extends ConsentStep {
  /** What holds now, if anything was said. */
  readonly now: DecisionView | undefined
}

export function stepsOf(view: View, organisation: Organisation | null): Step[] {
  const { situation, media, decisions } = view
  const contact = situation.proxy ? "contact_submitter" : "contact"
  const has = {
    account: true,
    media,
    contact: decisions.some(({ purpose, answer }) => purpose === contact && answer === "yes"),
  }
  const { first, sharing } = organisation
    ? consentsOf(organisation.policy, situation, has)
    : { first: [], sharing: [] }
  const plain = (purpose: Purpose & NoticeId): ConsentStep => ({ id: purpose, purpose, answers: PLAIN })
  const steps = [plain("store"), plain(contact), ...first, ...sharing]
  const known = new Set(steps.map(({ id }) => id))
  // What she said yes to and would not be asked today can still be taken back.
  const rest = decisions.filter((one) => one.answer !== undefined && !known.has(idOf(one))).map(leftOver)
  return [...steps, ...rest].map((step) => ({ ...step, now: decisions.find((one) => idOf(one) === step.id) }))
}

function idOf({ purpose, recipient }: Pick<DecisionView, "purpose" | "recipient">): string {
  return recipient === null ? purpose : `${purpose}:${recipient.id}`
}

function leftOver({ purpose, recipient }: DecisionView): ConsentStep {
  return {
    id: idOf({ purpose, recipient }),
    purpose,
    ...(recipient !== null && { recipient: asRecipient(recipient) }),
    answers: ONLY_LESS,
  }
}

function asRecipient({
  id,
  name,
  type,
  canRecall,
  disclosure,
}: Party): NonNullable<ConsentStep["recipient"]> {
  return { partyId: id, name, type, canRecall, disclosure, country: "ZZ", transferBasis: "-", sanctions: "" }
}
