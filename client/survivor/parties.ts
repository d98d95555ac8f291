// The parties of a consent record: the organisation, and the recipients that a decision names, with the facts that were shown.
import type { Policy } from "../../src/core/policy.ts"

// ISO 3166's code for "not known": the policy does not say yet where the organisation is.
const COUNTRY_UNKNOWN = "ZZ"

/** The record's words for what lets data leave; what a policy says in other words is left out. */
const TRANSFERS = [
  "eea",
  "adequacy",
  "international_organisation",
  "appropriate_safeguards",
  "explicit_consent_art49",
  "not_applicable",
]

export function partiesOf(policy: Policy, decided: readonly { readonly recipientId?: string }[]): object[] {
  const named = policy.recipients.filter(({ partyId }) =>
    decided.some(({ recipientId }) => recipientId === partyId),
  )
  return [
    {
      partyId: "organisation",
      name: policy.organisation,
      role: "controller",
      type: "self",
      country: COUNTRY_UNKNOWN,
    },
    ...named.map(({ partyId, name, type, country, transferBasis, canRecall }) => ({
      partyId,
      name,
      role: type === "translator" ? "processor" : "recipient",
      type,
      country,
      ...(TRANSFERS.includes(transferBasis) && { transferBasis }),
      canRecall,
    })),
  ]
}
