// Who may say yes for whom (survivor-standards 3.4), as C7 asks it of one use: a survivor who does not know or agree, a young
// person, a group, the dead. What a record may not even hold is refused before, in schema.ts.
import { type Decision, isConsentBasis, isPublication, type Purpose } from "./decision.ts"
import { InForceError } from "./refusal.ts"
import type { ConsentRecord } from "./schema.ts"
import type { Use } from "./use.ts"

type Who = Pick<ConsentRecord, "subject" | "expressedBy">

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
  requireAssent(record, use)
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

function isMinor({ kind, ageBand }: Who["subject"]): boolean {
  return kind === "child" || ageBand === "under_18"
}

// A child's no prevails over anyone's yes; a yes by somebody else needs the child's own, and a review.
function requireAssent({ subject, expressedBy }: Who, use: Use): void {
  const { capacity, assent } = expressedBy
  if (assent?.result === "does_not_assent") throw new InForceError("minor", "the child says no", ["assent"])
  if (!isMinor(subject)) return
  if (isPublication(use.purpose) || use.purpose === "training_research")
    throw new InForceError("minor", "never of a young person")
  if (capacity === "data_subject") return
  if (assent?.result !== "assents" && assent?.result !== "not_able")
    throw new InForceError("minor", "the child was not asked", ["assent"])
  // Whoever is in danger is reached first: triage does not wait for the review.
  const reviewed = use.met.includes("best_interests") || (assent.bestInterestsReviewBy ?? "") !== ""
  if (use.purpose !== "store" && !reviewed)
    throw new InForceError("minor", "no review of the child's best interests", ["best_interests"])
}

// Anything that is not plainly an agreement is none.
function hasAgreed({ subject, expressedBy }: Who): boolean {
  const { capacity, subjectAware: aware = "not_applicable", authority } = expressedBy
  if (aware === "yes_and_agrees") return true
  if (aware !== "not_applicable") return false
  switch (capacity) {
    case "data_subject":
      return subject.kind !== "other_adult" && subject.kind !== "deceased_person"
    case "guardian":
      return isMinor(subject)
    case "next_of_kin":
      return subject.kind === "deceased_person"
    case "legal_representative":
      return authority === "subject_asked_me" || authority === "written_authority"
    default:
      return false
  }
}
