// Who speaks in a consent record, and whether the person it is about agrees (survivor-standards 3.4): read by C7 (on-behalf.ts), and by
// the pages, which ask nothing whose yes C7 would refuse. Without schemas, so that a page need not load them for it.
import type { ConsentRecord } from "./schema.ts"

export type Who = Pick<ConsentRecord, "subject" | "expressedBy">

export function isMinor({ kind, ageBand }: Who["subject"]): boolean {
  return kind === "child" || ageBand === "under_18"
}

/** Whether she knows and agrees, or whoever speaks may agree in her place. Anything that is not plainly an agreement is none. */
export function hasAgreed({ subject, expressedBy }: Who): boolean {
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

/** Why nothing of a child may be used: she says no, or whoever speaks for her has not asked her; null where neither is so. */
export function withoutAssent({ subject, expressedBy }: Who): "refused" | "not-asked" | null {
  const { capacity, assent } = expressedBy
  if (assent?.result === "does_not_assent") return "refused"
  if (!isMinor(subject) || capacity === "data_subject") return null
  return assent?.result === "assents" || assent?.result === "not_able" ? null : "not-asked"
}
