// Who may say yes for whom (survivor-standards 3.4), as C7 asks it of one use: a survivor who does not know or agree, a young
// person, a group, the dead. What a record may not even hold is refused before, in schema.ts.
import { type Decision, isConsentBasis, isPublication, type Purpose } from "./decision.ts"
import { InForceError } from "./refusal.ts"
import { hasAgreed, isMinor, type Who, withoutAssent } from "./speaker.ts"
import type { Use } from "./use.ts"

/** What can be allowed where she does not know, or has not agreed. */
const WITHOUT_HER: readonly Purpose[] = [
  "store",
  "contact_submitter",
  "legal_analysis",
  "translation",
  "anonymised_advocacy",
]

/** What a group's one account can be used for as it stands; anything else needs each person, or tells a pattern. */
const OF_A_GROUP: readonly Purpose[] = [
  "store",
  "contact",
  "contact_submitter",
  "legal_analysis",
  "translation",
]

/**
 * @throws {InForceError} `minor`, `not-agreed`, `group`
 */
export function requireSpokenFor(record: Who, decision: Decision, use: Use): void {
  // The writer's own contact is the writer's own: what a child says, or was not asked, does not close the way to the adult.
  if (use.purpose !== "contact_submitter") requireAssent(record, use)
  if (!hasAgreed(record)) {
    if (!WITHOUT_HER.includes(use.purpose))
      throw new InForceError("not-agreed", "she does not know, or has not agreed")
    // Nobody consented for her: consent is no legal basis, except for the writer's own contact.
    if (use.purpose !== "contact_submitter" && decision.legalBasis.some(isConsentBasis))
      throw new InForceError("not-agreed", "consent cannot be the basis without hers")
  }
  const { kind } = record.subject
  if (kind === "group" && !OF_A_GROUP.includes(use.purpose) && use.identifiability !== "aggregate_only")
    throw new InForceError("group", "of a group's account only the pattern")
}

// A child's no prevails over anyone's yes; a yes by somebody else needs the child's own, and a review.
function requireAssent(record: Who, use: Use): void {
  const { capacity, assent } = record.expressedBy
  const lacking = withoutAssent(record)
  if (lacking === "refused") throw new InForceError("minor", "the child says no", ["assent"])
  if (!isMinor(record.subject)) return
  if (isPublication(use.purpose) || use.purpose === "training_research")
    throw new InForceError("minor", "never of a young person")
  if (capacity === "data_subject") return
  if (lacking !== null) throw new InForceError("minor", "the child was not asked", ["assent"])
  // Whoever is in danger is reached first: triage does not wait for the review.
  const reviewed = use.met.includes("best_interests") || (assent?.bestInterestsReviewBy ?? "") !== ""
  if (use.purpose !== "store" && !reviewed)
    throw new InForceError("minor", "no review of the child's best interests", ["best_interests"])
}
