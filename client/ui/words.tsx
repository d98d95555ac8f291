// The words of the language that a page shows, for every screen below it. Which language that is, the page decides.
import { createContext } from "preact"
import { useContext } from "preact/hooks"
import type { Spoken } from "../../src/i18n/languages.ts"

export const Words = createContext<Spoken | undefined>(undefined)

/** @throws {TypeError} outside a page that gave its words */
export function useWords(): Spoken {
  const spoken = useContext(Words)
  if (spoken === undefined) throw new TypeError("no words were given")
  return spoken
}
