// What the page knows, and how what the worker tells changes it. Her receipt's text and what she writes now are here, in memory, and
// nowhere else.
import type { Organisation, Trouble } from "../survivor/organisation.ts"
import type { Added } from "../ui/files.tsx"
import type { Saying, Slip, Told, View } from "./messages.ts"

export type ScreenId =
  | "enter"
  | "looking"
  | "home"
  | "timeline"
  | "checked"
  | "messages"
  | "message"
  | "decisions"
  | "decide"
  | "conditions"
  | "ending"
  | "add"
  | "hide"
  | "withdraw"
  | "reinstate"
  | "after"
  | "moving"
  | "unsaid"
  | "done"
  | "stopped"

/** A screen and what it is about: a message's number, or a decision's id. */
export interface Place {
  readonly screen: ScreenId
  readonly about: string
}

export interface State extends Place {
  /** Where she came from, step by step. */
  readonly path: readonly Place[]
  readonly entered: string
  readonly slip: Slip | null
  readonly organisation: Organisation | null
  /** Whether it is known whose page this is, policy or not. */
  readonly known: boolean
  readonly view: View | null
  readonly text: string
  readonly files: readonly Added[]
  /** What is chosen on the screen that stands, by question. */
  readonly picked: Readonly<Record<string, readonly string[]>>
  readonly progress: {
    readonly step: "prepare" | "send" | "confirm"
    readonly done: number
    readonly total: number
  }
  readonly waiting: Trouble | null
  readonly trouble: Trouble | null
  readonly code: string
  readonly done: { readonly say: Saying["say"]; readonly by: string | null; readonly now: boolean } | null
  /** What is being said. */
  readonly saying: Saying | null
}

/** The code where /site.js says nothing that could be used. */
export const NO_SITE = "site"

export const EMPTY: State = {
  ...{ screen: "enter", about: "", path: [] },
  ...{ entered: "", slip: null, organisation: null, known: false, view: null },
  ...{ text: "", files: [], picked: {} },
  progress: { step: "prepare", done: 0, total: 0 },
  ...{ waiting: null, trouble: null, code: "", done: null, saying: null },
}

/** The state after the worker told something. */
export function after(state: State, told: Told): State {
  const calm = { waiting: null, trouble: null }
  switch (told.tell) {
    case "organisation":
      return { ...state, ...calm, organisation: told.organisation, known: true }
    case "slip":
      return { ...state, ...calm, screen: "enter", slip: told.slip }
    case "looking":
      return { ...state, ...calm, screen: "looking", slip: null }
    case "view": {
      const arrives = state.screen === "looking"
      // The words are needed no more, so they do not stay.
      return { ...state, ...calm, view: told.view, ...(arrives && { screen: "home", entered: "", path: [] }) }
    }
    case "progress": {
      const { step, done, total } = told
      return { ...state, ...calm, progress: { step, done, total } }
    }
    case "waiting":
      return { ...state, waiting: told.trouble }
    case "stuck":
      return { ...state, waiting: null, trouble: told.trouble }
    case "done": {
      const now = state.saying?.say === "withdraw" && state.saying.now
      const sent = told.say === "add" ? { text: "", files: [] } : {}
      const done = { say: told.say, by: told.by, now }
      return {
        ...state,
        ...calm,
        ...sent,
        screen: "done",
        about: "",
        path: [],
        picked: {},
        saying: null,
        done,
      }
    }
    case "unsaid":
      return { ...state, ...calm, screen: "unsaid", code: told.code, view: told.view ?? state.view }
    case "stopped":
      return { ...state, ...calm, screen: "stopped", code: told.code }
  }
}

/** To another screen; what was chosen on this one is let go. */
export function goTo(state: State, screen: ScreenId, about = ""): State {
  const here = { screen: state.screen, about: state.about }
  return { ...state, screen, about, path: [...state.path, here], picked: {} }
}

export function goBack(state: State): State {
  const last = state.path.at(-1) ?? { screen: "home" as const, about: "" }
  const picked = state.screen === "unsaid" ? state.picked : {} // what did not get through is still chosen
  return { ...state, ...last, path: state.path.slice(0, -1), picked }
}
