// What the form knows, and how what the worker tells changes it. Everything she wrote is here, in memory, and nowhere else.

import type { Organisation, Trouble } from "../survivor/organisation.ts"
import type { Added } from "../ui/files.tsx"
import type { Draft } from "./drafted.ts"
import type { Told } from "./messages.ts"

/** `after` is what comes after the receipt; `pause` asks before pausing, `resume` for the receipt of what waits. */
export type Stage =
  | "asking"
  | "sending"
  | "sent"
  | "after"
  | "stopped"
  | "deleted"
  | "pause"
  | "keeping"
  | "kept"
  | "resume"

/** `code` is empty where hidden details can be taken out, and `size` what is left then. */
export interface Look {
  readonly code: string
  readonly size: number
}

export interface State {
  readonly stage: Stage
  /** The step that stands, while asking. */
  readonly step: string
  /** The steps before it, as she took them. */
  readonly path: readonly string[]
  /** Steps she skipped: not asked again. */
  readonly passed: readonly string[]
  /** By question. */
  readonly drafts: Readonly<Record<string, Draft>>
  readonly files: readonly Added[]
  readonly recordings: readonly File[]
  /** Whether she wants to send what there is. */
  readonly hurry: boolean
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
  /** `before`: it was shown before, when she paused. */
  readonly receipt: {
    readonly words: readonly string[]
    readonly digits: string
    readonly before?: boolean
  } | null
  /** Whether a draft may wait on the server; until which day, `YYYY-MM-DD`, where that is known. */
  readonly drafted: boolean
  readonly until: string
  /** Why it was not kept or opened. */
  readonly refused: { readonly code: string; readonly position?: number } | null
  /** What did not wait with the draft that she came back to. */
  readonly missing: { readonly files: number; readonly recordings: number } | null
  /** Of files whose hidden details are to be taken out, whether they can be; by {@link keyOf}. */
  readonly looked: Readonly<Record<string, Look>>
  /** What becomes of the draft after "Stop and delete". */
  readonly dropping: "nothing" | "going" | "gone"
  /** Whether anything of it may have left the device. */
  readonly begun: boolean
}

/** The code where /site.js says nothing that could be used. */
export const NO_SITE = "site"

export const FIRST = "safety"

export const EMPTY: State = {
  stage: "asking",
  step: FIRST,
  path: [],
  passed: [],
  drafts: {},
  files: [],
  recordings: [],
  hurry: false,
  organisation: null,
  offline: false,
  progress: { step: "prepare", done: 0, total: 0 },
  waiting: null,
  trouble: null,
  code: "",
  receipt: null,
  begun: false,
  drafted: false,
  until: "",
  refused: null,
  missing: null,
  looked: {},
  dropping: "nothing",
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
      return {
        ...EMPTY,
        organisation: state.organisation,
        stage: "sent",
        receipt: { words: told.words, digits: told.digits, before: told.before },
      }
    case "kept": {
      const { words, digits, until } = told
      // She may have turned back meanwhile; then it waits all the same, under words that the next pause shows.
      if (state.stage !== "keeping") return { ...state, until }
      return { ...state, stage: "kept", receipt: { words, digits }, until, waiting: null, trouble: null }
    }
    case "opened": {
      const { language: _, files, recordings, ...drafted } = told.drafted
      if (state.stage !== "resume") return state
      const { organisation, offline, code } = state
      const missing = { files, recordings }
      return { ...EMPTY, organisation, offline, code, ...drafted, drafted: true, missing }
    }
    case "looked": {
      const { key, code, size } = told
      return { ...state, looked: { ...state.looked, [key]: { code, size } } }
    }
    case "dropped":
      return { ...state, dropping: "gone", waiting: null, trouble: null }
    case "refused": {
      const { tell: _, ...refused } = told
      return { ...state, refused, waiting: null, trouble: null }
    }
    case "stopped":
      return {
        ...state,
        stage: state.stage === "sending" ? "stopped" : state.stage,
        code: told.code,
        waiting: null,
      }
  }
}

/** What a file is known by between page and worker. */
export function keyOf({ name, size, lastModified }: File): string {
  return `${name} ${size} ${lastModified}`
}

/** The files that are sent: not those that were to lose their hidden details and cannot. */
export function sentFiles({ files, looked }: Pick<State, "files" | "looked">): readonly Added[] {
  return files.filter(
    ({ file, hidden }) => hidden !== "removed" || !CANNOT.includes(looked[keyOf(file)]?.code ?? ""),
  )
}
const CANNOT = ["hidden-kind", "hidden-form"]

/** What is chosen of a question with one answer. */
export function picked({ drafts }: Pick<State, "drafts">, question: string): string | undefined {
  return drafts[question]?.picked?.[0]
}
