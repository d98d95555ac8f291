// What every screen is given: the state, and what can be done.
import type { LanguageCode } from "../../src/i18n/languages.ts"
import type { Draft, State } from "./state.ts"

export interface Acts {
  readonly state: State
  /** Languages that can be chosen. */
  readonly offered: readonly LanguageCode[]
  /** The words of another language could not be loaded. */
  readonly speechless: boolean
  readonly change: (next: Partial<State>) => void
  /** Changes one question's draft. */
  readonly put: (question: string, draft: Draft) => void
  readonly next: () => void
  readonly skip: () => void
  readonly previous: () => void
  readonly stopSend: () => void
  readonly send: () => void
  readonly again: () => void
  readonly forget: () => void
  readonly begin: () => void
  readonly exit: () => void
  /** To the page for coming back, in this one's place. */
  readonly comeBack: () => void
  readonly speak: (code: LanguageCode) => void
  /** To be called before the browser opens a window of its own, so that the page does not cover itself. */
  readonly opensWindow: () => void
}
