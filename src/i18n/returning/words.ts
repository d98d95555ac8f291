// The words of the page for coming back, in each language: loaded with that page, beside the words that all pages share.
import type { LanguageCode } from "../languages.ts"
import type { Returning } from "./returning.ts"

export const RETURNING: Readonly<Record<LanguageCode, () => Promise<Returning>>> = {
  en: async () => (await import("./en.ts")).en,
  ar: async () => (await import("./ar.ts")).ar,
}
