// What every screen is given: the state, and what can be done.
import type { LanguageCode } from "../../src/i18n/languages.ts"
import type { Draft } from "./drafted.ts"
import type { State } from "./state.ts"

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
  /** Asks whether to pause. */
  readonly pause: () => void
  /** Lets it wait on the server; `over` in place of what another window kept later. */
  readonly keep: (over?: boolean) => void
  /** From a pause back to where she was. */
  readonly goOn: () => void
  /** Asks for the receipt of what waits. */
  readonly resume: () => void
  readonly open: (receipt: string) => void
  readonly begin: () => void
  readonly exit: () => void
  /** To the page for coming back, in this one's place. */
  readonly comeBack: () => void
  readonly speak: (code: LanguageCode) => void
  /** Finds out whether hidden details can be taken out of a file. */
  readonly look: (file: File) => void
  /** To be called before the browser opens a window of its own, so that the page does not cover itself. */
  readonly opensWindow: () => void
}
