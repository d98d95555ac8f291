// The consent record of this first page: one decision, a yes to keeping it (survivor-standards 3.2, `store`). What only
// sealing knows (holder, reply, ids, days) is filled in there.
import { hex, utf8 } from "../../src/core/bytes.ts"
import type { Decision } from "../../src/core/consent/record.ts"
import { addMonths } from "../../src/core/day.ts"
import type { Policy } from "../../src/core/policy.ts"
import { randomUuid, sha256Platform } from "../../src/core/webcrypto.ts"
import type { Order } from "./messages.ts"

const NOTICE_ID = "store"
const NOTICE_VERSION = "1"
const REVIEW_MONTHS = 6 // before the end
// ISO 3166's code for "not known": the policy does not say yet where the organisation is.
const COUNTRY_UNKNOWN = "ZZ"

/** @param today `YYYY-MM-DD`, UTC */
export async function consentDraft(order: Order, policy: Policy, today: string): Promise<object> {
  const years = order.years ?? policy.retention.defaultYears
  const { text, language } = order.notice
  const decision = randomUuid()
  return {
    schemaVersion: "cairn-consent/1",
    history: "show",
    subject: { kind: "not_stated", ageBand: "not_stated" },
    expressedBy: { capacity: "data_subject", authority: "own_decision" },
    parties: [
      {
        partyId: "organisation",
        name: policy.organisation,
        role: "controller",
        type: "self",
        country: COUNTRY_UNKNOWN,
      },
    ],
    notices: [
      {
        noticeId: NOTICE_ID,
        version: NOTICE_VERSION,
        language,
        format: "text",
        sha256: hex(await sha256Platform(utf8(text))), // of the very text that stood on her screen
      },
    ],
    decisions: [
      {
        decisionId: decision,
        purpose: "store",
        state: "given",
        identifiability: "identified",
        audience: "vetted_staff",
        dataScope: scopeOf(order),
        validity: { kind: "period", value: `P${years}Y` },
        reviewAt: addMonths(today, 12 * years - REVIEW_MONTHS),
        onNoReply: "keep_locked_until_validity_ends",
        legalBasis: ["eu-gdpr:A6-1-a", "eu-gdpr:A9-2-a"],
      },
    ],
    events: [
      {
        eventId: randomUuid(),
        type: "given",
        decisionIds: [decision],
        indicatedBy: "data_subject",
        method: "web_form",
        noticeId: NOTICE_ID,
      },
    ],
    withdrawal: { channels: ["return_words"], credential: "return_words" },
  }
}

type Scope = NonNullable<Decision["dataScope"]>[number]

const KINDS: Readonly<Record<string, Scope>> = { image: "photo", video: "video", audio: "voice" }

/** What may be kept is all that she sends, each kind by its name. */
function scopeOf({ files }: Order): Scope[] {
  const kinds = files.map(({ type }) => KINDS[type.split("/")[0] ?? ""] ?? "documents")
  return [...new Set<Scope>(["account", ...kinds, ...(files.length > 0 ? (["metadata"] as const) : [])])]
}
