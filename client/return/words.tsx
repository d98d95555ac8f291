// The words of this page, beside those that all pages share (ui/words.tsx).
import { createContext } from "preact"
import { useContext } from "preact/hooks"
import type { Spoken } from "../../src/i18n/languages.ts"
import { LANGUAGES, type LanguageCode } from "../../src/i18n/languages.ts"
import type { Returning } from "../../src/i18n/returning/returning.ts"
import { RETURNING } from "../../src/i18n/returning/words.ts"

export interface Words {
  readonly spoken: Spoken
  readonly returning: Returning
}

export async function loadWords(code: LanguageCode): Promise<Words> {
  const [spoken, returning] = await Promise.all([LANGUAGES[code].load(), RETURNING[code]()])
  return { spoken, returning }
}

export const ReturningWords = createContext<Returning | undefined>(undefined)

/** @throws {TypeError} outside the page */
export function useReturning(): Returning {
  const words = useContext(ReturningWords)
  if (words === undefined) throw new TypeError("no words were given")
  return words
}
