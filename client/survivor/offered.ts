// Which languages an organisation offers: those of its policy, and in production only those whose consent texts a named person
// has reviewed (requirement 33). Before its policy is known, all that there are.
import { LANGUAGE_CODES, type LanguageCode } from "../../src/i18n/languages.ts"
import { RELEASED_NOTICES } from "../../src/i18n/notices/manifest.ts"
import { NOTICE_SET } from "../../src/i18n/notices/notice.ts"
import type { Organisation } from "./organisation.ts"

export function offeredBy(organisation: Organisation | null): readonly LanguageCode[] {
  if (organisation === null) return LANGUAGE_CODES
  const { kind, policy } = organisation
  return LANGUAGE_CODES.filter(
    (code) => policy.languages.includes(code) && (kind === "demonstration" || isReviewed(organisation, code)),
  )
}

/** Whether the newest consent texts of a language have a reviewer in the organisation's policy, for these very texts. */
export function isReviewed({ policy }: Organisation, language: string): boolean {
  const newest = newestNotices(language)
  return policy.notices.some(
    ({ id, version, sha256, reviewedBy, ...one }) =>
      id === NOTICE_SET &&
      one.language === language &&
      version === newest?.version &&
      sha256 === newest.sha256 &&
      reviewedBy.trim() !== "",
  )
}

/** The line of the manifest for the texts that pages show now. */
export function newestNotices(language: string) {
  return RELEASED_NOTICES.findLast((one) => one.language === language)
}
