// A consent text with its gaps filled in, as a screen shows it and as its hash is taken.
import type { Policy } from "../../src/core/policy.ts"
import { countryText } from "../../src/i18n/format.ts"
import type { Spoken } from "../../src/i18n/languages.ts"
import { type NoticeId, noticeText } from "../../src/i18n/notices/notice.ts"
import type { Organisation } from "./organisation.ts"

/** Paragraph by paragraph. */
export function textOf(
  { code, notices }: Spoken,
  organisation: Organisation | null,
  id: NoticeId,
  recipient?: Policy["recipients"][number],
): string[] {
  const named = recipient && { ...recipient, country: countryText(code, recipient.country) }
  return noticeText(notices, id, organisation?.policy.organisation ?? "", named)
}
