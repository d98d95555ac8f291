// The languages there are: what each calls itself, which way it runs, and where its words are. A page loads only the one it
// shows. To add one is to add its catalogue, its notices and one line here.
import type { Messages } from "./messages.ts"
import type { NoticeSet } from "./notices/notice.ts"

/** All words of one language. */
export interface Spoken {
  readonly code: LanguageCode
  readonly messages: Messages
  readonly notices: NoticeSet
}

export interface Language {
  /** Its name in itself: it is shown to people who read no other. */
  readonly name: string
  readonly dir: "ltr" | "rtl"
  load(): Promise<Spoken>
}

export const LANGUAGES = {
  en: {
    name: "English",
    dir: "ltr",
    async load(): Promise<Spoken> {
      const { en, notices } = await import("./en.ts")
      return { code: "en", messages: en, notices }
    },
  },
  ar: {
    name: "العربية",
    dir: "rtl",
    async load(): Promise<Spoken> {
      const { ar, notices } = await import("./ar.ts")
      return { code: "ar", messages: ar, notices }
    },
  },
} as const satisfies Record<string, Language>

export type LanguageCode = keyof typeof LANGUAGES

export const LANGUAGE_CODES = Object.keys(LANGUAGES) as readonly LanguageCode[]

/** The first of `wanted` (BCP 47, best first) that there is among `offered`; else the first offered. */
export function bestLanguage(wanted: readonly string[], offered: readonly LanguageCode[]): LanguageCode {
  const primary = wanted.map((tag) => tag.toLowerCase().split("-")[0])
  return (
    offered.find((code) => code === primary.find((tag) => offered.some((one) => one === tag))) ??
    offered[0] ??
    "en"
  )
}
