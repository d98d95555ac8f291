// The words of the console. A second language is a second file in src/i18n/staff and a choice here.
import { sizeText } from "../../src/i18n/format.ts"
import { en } from "../../src/i18n/staff/en.ts"
import type { StaffWords } from "../../src/i18n/staff/words.ts"

export const words: StaffWords = en

const tongues = new Intl.DisplayNames([words.code], { type: "language" })

/** `Ukrainian` for `uk`; what is no tag stays as it is. */
export function tongue(tag: string): string {
  try {
    return tongues.of(tag) ?? tag
  } catch {
    return tag
  }
}

/** `25 MB`, as the language of the words writes it. */
export const size = (bytes: number): string => sizeText(words.code, bytes)
