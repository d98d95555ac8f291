// The consent record of what she decided (survivor-standards 3.2 and 3.4; PROTOCOL section 5). What only sealing knows (holder,
// reply, ids, days) is filled in there. Whatever was not asked or not answered stands as not asked, never as a yes.
import { hex, utf8 } from "../../src/core/bytes.ts"
import type { Policy } from "../../src/core/policy.ts"
import { randomUuid, sha256Platform } from "../../src/core/webcrypto.ts"
import { NOTICE_SET } from "../../src/i18n/notices/notice.ts"
import { basisOf, EVENTS, noticeIdOf, stateOf } from "../survivor/decided.ts"
import { partiesOf } from "../survivor/parties.ts"
import { situationOf, speakerOf } from "../survivor/situation.ts"
import { termsOf } from "../survivor/terms.ts"
import { given } from "./given.ts"
import type { Order } from "./messages.ts"

/** @param today `YYYY-MM-DD`, UTC */
export async function consentDraft(order: Order, policy: Policy, today: string): Promise<object> {
  const { agreed, language, notices } = order
  const wishes = {
    years: agreed.years,
    conditions: agreed.conditions,
    through: order.answers.contact_ok === "through_someone",
    given: given(order),
  }
  const situation = situationOf(agreed)
  const decided = agreed.decided.map((one) => ({ ...one, state: stateOf(one), id: randomUuid() }))
  const shown = decided.flatMap(({ text, ...one }) => (text === undefined ? [] : [{ ...one, text }]))
  return {
    schemaVersion: "cairn-consent/1",
    history: "show",
    ...speakerOf(agreed),
    ...(agreed.helper !== undefined && {
      assistance: {
        interpreter: agreed.helper,
        ...(agreed.helperMode !== undefined && { interpreterMode: agreed.helperMode }),
      },
    }),
    parties: partiesOf(policy, agreed.decided),
    notices: [
      { noticeId: NOTICE_SET, version: notices.version, language, format: "text", sha256: notices.sha256 },
      ...(await Promise.all(
        shown.map(async ({ text, ...one }) => ({
          noticeId: noticeIdOf(one),
          version: notices.version,
          language,
          format: "text",
          sha256: hex(await sha256Platform(utf8(text))), // of the very text that stood on her screen
        })),
      )),
    ],
    decisions: decided.map(({ purpose, recipientId, answer, state, id }) => ({
      decisionId: id,
      purpose,
      ...(recipientId !== undefined && { recipientId }),
      state,
      ...(state === "given" && termsOf(purpose, answer, wishes, policy, today)),
      ...(state === "requested" && { conditions: ["show_me_first"] }),
      legalBasis: basisOf(purpose, situation),
    })),
    events: decided
      .filter(({ state }) => state !== "not_asked")
      .map((one) => ({
        eventId: randomUuid(),
        type: EVENTS[one.state as keyof typeof EVENTS],
        decisionIds: [one.id],
        indicatedBy:
          INDICATED[agreed.capacity ?? ""] ?? (situation.proxy ? "trusted_person" : "data_subject"),
        method: "web_form",
        noticeId: one.text === undefined ? NOTICE_SET : noticeIdOf(one),
      })),
    ...(agreed.ending !== undefined && {
      contingencies: { ifUnreachable: agreed.ending, ifDeceased: agreed.ending },
    }),
    withdrawal: { channels: ["return_words"], credential: "return_words" },
  }
}

const INDICATED: Readonly<Record<string, string>> = {
  guardian: "guardian",
  trusted_person: "trusted_person",
  partner_caseworker: "partner_caseworker",
  legal_representative: "legal_representative",
  next_of_kin: "trusted_person", // the record's words for who indicates know no kin
}
