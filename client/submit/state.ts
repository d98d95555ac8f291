// What the form knows, and how what the worker tells changes it. Everything she wrote is here, in memory, and nowhere else.
import type { Organisation, Told, Trouble } from "./messages.ts"

export type Stage = "write" | "keep" | "sending" | "sent" | "stopped" | "deleted"

export interface State {
  readonly stage: Stage
  readonly text: string
  readonly files: readonly File[]
  readonly keep: "yes" | "no" | "later" | null
  /** As the choice has it: a number of years. */
  readonly years: string | null
  readonly organisation: Organisation | null
  /** Whether the first answers of the server keep being missing. */
  readonly offline: boolean
  readonly progress: {
    readonly step: "prepare" | "send" | "confirm"
    readonly done: number
    readonly total: number
  }
  /** What it waits for by itself. */
  readonly waiting: Trouble | null
  /** What it cannot go on with unless she says so. */
  readonly trouble: Trouble | null
  readonly code: string
  readonly receipt: { readonly words: readonly string[]; readonly digits: string } | null
  /** Whether anything of it may have left the device. */
  readonly begun: boolean
}

/** The code where /site.js says nothing that could be used. */
export const NO_SITE = "site"

export const EMPTY: State = {
  stage: "write",
  text: "",
  files: [],
  keep: null,
  years: null,
  organisation: null,
  offline: false,
  progress: { step: "prepare", done: 0, total: 0 },
  waiting: null,
  trouble: null,
  code: "",
  receipt: null,
  begun: false,
}

/** The state after the worker told something. */
export function after(state: State, told: Told): State {
  switch (told.tell) {
    case "organisation":
      return { ...state, organisation: told.organisation, offline: false, waiting: null, trouble: null }
    case "progress": {
      const { step, done, total } = told
      return { ...state, progress: { step, done, total }, waiting: null, trouble: null }
    }
    case "waiting":
      return { ...state, waiting: told.trouble }
    case "stuck":
      return { ...state, waiting: null, trouble: told.trouble, offline: state.organisation === null }
    case "sent":
      // Nothing of the account is needed any more, so nothing of it stays.
      return { ...EMPTY, organisation: state.organisation, stage: "sent", receipt: told }
    case "stopped":
      return {
        ...state,
        stage: state.stage === "sending" ? "stopped" : state.stage,
        code: told.code,
        waiting: null,
      }
  }
}
