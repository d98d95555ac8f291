// What every screen is given: the state, and what can be done.
import type { LanguageCode } from "../../src/i18n/languages.ts"
import type { Added } from "../ui/files.tsx"
import type { Saying } from "./messages.ts"
import type { ScreenId, State } from "./state.ts"

export interface Acts {
  readonly state: State
  readonly offered: readonly LanguageCode[]
  /** Words or screens could not be loaded. */
  readonly speechless: boolean
  readonly type: (entered: string) => void
  readonly enter: (language?: string) => void
  readonly open: (screen: ScreenId, about?: string) => void
  readonly back: () => void
  readonly home: () => void
  readonly write: (text: string) => void
  readonly attach: (files: readonly Added[]) => void
  readonly pick: (question: string, answers: readonly string[]) => void
  readonly say: (saying: Saying) => void
  /** The same once more. */
  readonly sayAgain: () => void
  /** After waiting got her nowhere. */
  readonly again: () => void
  readonly begin: () => void
  readonly exit: () => void
  /** To the form, in this page's place. */
  readonly fresh: () => void
  readonly speak: (code: LanguageCode) => void
  /** To be called before the browser opens a window of its own, so that the page does not cover itself. */
  readonly opensWindow: () => void
}
