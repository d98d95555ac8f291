// The words of the page for coming back, in each language: loaded with that page, beside the words that all pages share.
import type { LanguageCode } from "../languages.ts"
import type { en } from "./en.ts"

/** Every key that English has, in every language. */
export type Returning = typeof en

export const RETURNING: Readonly<Record<LanguageCode, () => Promise<Returning>>> = {
  en: async () => (await import("./en.ts")).en,
  ar: async () => (await import("./ar.ts")).ar,
}
