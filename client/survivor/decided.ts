// What an answer to a question about a use is in the consent record (PROTOCOL section 5), for the form and for coming back.
import type { Decision, Purpose } from "../../src/core/consent/record.ts"
import { isGiven } from "./consents.ts"
import type { Situation } from "./situation.ts"

/** One answer; undefined where there was none. */
export interface Answered {
  readonly purpose: Purpose
  readonly recipientId?: string
  readonly answer: string | undefined
}

/** The event of each state that somebody brought about. */
export const EVENTS = {
  given: "given",
  refused: "refused",
  deferred: "deferred",
  requested: "requested",
} as const

const CONSENT: Decision["legalBasis"] = ["eu-gdpr:A6-1-a", "eu-gdpr:A9-2-a"]
// Nobody consented for somebody who did not agree (survivor-standards 3.4).
const WITHOUT_CONSENT: Decision["legalBasis"] = ["eu-gdpr:A6-1-f", "eu-gdpr:A9-2-f"]

export function basisOf(purpose: Purpose, { agreed }: Pick<Situation, "agreed">): Decision["legalBasis"] {
  return agreed || purpose === "contact_submitter" ? CONSENT : WITHOUT_CONSENT
}

/** Publication is a yes only to exact words, so a yes at this point is one to being asked. */
const ONLY_ASKED = ["publish_quote", "publish_audiovisual"]

export function stateOf({
  purpose,
  answer,
}: Answered): "not_asked" | "given" | "requested" | "refused" | "deferred" {
  if (answer === undefined) return "not_asked"
  if (isGiven(answer)) return ONLY_ASKED.includes(purpose) ? "requested" : "given"
  return answer === "no" ? "refused" : "deferred"
}

/** The id of the notice that a text is, as it was shown. */
export function noticeIdOf({ purpose, recipientId }: Omit<Answered, "answer">): string {
  return recipientId === undefined ? purpose : `${purpose}:${recipientId}`
}
