// Consent records for tests of the staff room: more is allowed than in the fixture, or less.
import { consentDraft } from "../fixtures/account.ts"

type Draft = Record<string, unknown> & {
  decisions: Record<string, unknown>[]
  parties: Record<string, unknown>[]
}

/** Keeping, reading by the legal team, and giving to one court of the policy's, without her name, once. */
export function allowed(change: (draft: Draft) => void = () => {}): Draft {
  const draft = consentDraft() as Draft
  const [, reading, court] = draft.decisions
  const validity = { kind: "period", value: "P2Y" }
  Object.assign(reading as object, {
    ...{ state: "given", identifiability: "identified", audience: "vetted_staff", validity },
    ...{ dataScope: ["account", "contact", "time_place", "documents", "photo"], reviewAt: "2027-07-01" },
  })
  Object.assign(court as object, { recipientId: "example-court", conditions: ["no_name"] })
  Object.assign(draft.parties[1] as object, { partyId: "example-court" })
  change(draft)
  return draft
}
