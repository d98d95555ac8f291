// What the page and its worker say to each other. The receipt, keys, records and whatever she sent before stay in the worker; what
// crosses over is what a screen shows: decisions, days, and words that were written to her.
import type { Purpose } from "../../src/core/consent/record.ts"
import type { ConsentAction } from "../../src/core/consent/statement.ts"
import type { ConsentAnswer } from "../survivor/consents.ts"
import type { Organisation, Site, Trouble } from "../survivor/organisation.ts"
import type { Situation } from "../survivor/situation.ts"
import type { Added } from "../ui/files.tsx"

/** Where she stands. `unread`: what the server showed could not be checked at all. */
export type Stands = "stands" | "withdrawn" | "erased" | "expired" | "nothing" | "unread"

/** Somebody whom it is about or was given to, as the policy says, or else the record. */
export interface Party {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly canRecall: "yes" | "maybe" | "no"
  readonly disclosure: string
}

export interface DecisionView {
  readonly purpose: Purpose
  readonly recipient: Party | null
  /** As the screens name answers; undefined where there was none. */
  readonly answer: ConsentAnswer | undefined
  /** The last day of a yes, where it has one. */
  readonly until: string | null
}

/** Something that was done with her account, from a custody record that opened and fits. */
export interface UseView {
  readonly day: string
  readonly action: "opened" | "replied" | "disclosed" | "held" | "released" | "erased"
  readonly purpose: Purpose | null
  readonly recipient: Party | null
  readonly logged: boolean
  /** Its place among all that names her. */
  readonly order: number
}

export interface Question {
  readonly purpose: Purpose
  readonly recipient: Party | null
  /** The exact words that are to be public. */
  readonly words: string | null
  /** Whether a yes can be given here at all. */
  readonly open: boolean
  readonly answered: "yes" | "no" | null
}

/** A message that verified. */
export interface ReplyView {
  readonly n: number
  readonly day: string
  readonly language: string
  /** Without the words that are asked for. */
  readonly text: string
  readonly asks: Question | null
}

/** Something that she said, or that was said of her, and where it stands. */
export interface SaidView {
  readonly what: ConsentAction | "fetched" | "erasure" | "use"
  /** The day she said it; what the log says of itself has none. */
  readonly day: string | null
  readonly place: "log" | "promised" | "overdue" | "unpromised"
  readonly index: number | null
  readonly by: string | null
  /** Its place among all that names her. */
  readonly order: number
}

/** What does not verify, by what it is about. */
export interface ProblemView {
  readonly about: "reply" | "use" | "record" | "statement" | "all"
  readonly code: string
}

/** All that the screens show. */
export interface View {
  readonly stands: Stands
  readonly today: string
  readonly keptUntil: string | null
  /** When it is erased, as far as that can be said; `soon` is without the days in which it can be taken back. */
  readonly erasing: {
    readonly soon: boolean
    readonly from: string | null
    readonly last: string | null
  } | null
  readonly erasureDays: number
  readonly hidden: boolean
  readonly last: SaidView | null
  readonly decisions: readonly DecisionView[]
  readonly situation: Situation
  /** Photos, films or recordings were sent. */
  readonly media: boolean
  readonly conditions: readonly string[]
  readonly years: string | undefined
  readonly ending: string | undefined
  readonly uses: readonly UseView[]
  /** Entries that do not open with her receipt, because the history was hidden then, or they are gone. */
  readonly closed: number
  /** Whether staff have it on their own machine. */
  readonly imported: boolean
  readonly replies: readonly ReplyView[]
  readonly said: readonly SaidView[]
  readonly problems: readonly ProblemView[]
  readonly size: number
  readonly quorum: number
  /** Whether new decisions can be sealed, and if not, why. */
  readonly sealing: "open" | "expired" | "doubt" | "unread"
}

/** One thing that she says. */
export type Saying =
  | {
      readonly say: "decide"
      readonly purpose: Purpose
      readonly recipientId: string | undefined
      readonly answer: ConsentAnswer
      /** The consent text as the screen showed it. */
      readonly text: string
      readonly notices: { readonly version: string; readonly language: string }
      readonly years: string | undefined
    }
  | { readonly say: "conditions"; readonly conditions: readonly string[] }
  | { readonly say: "ending"; readonly ending: string }
  | { readonly say: "hide" }
  | { readonly say: "ask"; readonly n: number; readonly yes: boolean }
  | { readonly say: "reinstate" }
  | { readonly say: "withdraw"; readonly now: boolean }
  | {
      readonly say: "add"
      readonly text: string
      readonly files: readonly Added[]
      readonly language: string
    }

export type Asked =
  | { readonly ask: "begin"; readonly site: Site }
  /** `language` is of the list that the words are from, where several fit. */
  | { readonly ask: "enter"; readonly text: string; readonly language?: string }
  | { readonly ask: "say"; readonly saying: Saying }
  | { readonly ask: "look" }
  | { readonly ask: "again" }

/** What is wrong with a receipt: never what was typed. */
export interface Slip {
  readonly code: string
  readonly form?: "words" | "digits"
  readonly position?: number
  readonly languages?: readonly string[]
}

export type Told =
  | { readonly tell: "organisation"; readonly organisation: Organisation | null }
  | { readonly tell: "slip"; readonly slip: Slip }
  /** The words fit: keys are made, and the server is asked. */
  | { readonly tell: "looking" }
  | { readonly tell: "view"; readonly view: View }
  | {
      readonly tell: "progress"
      readonly step: "send" | "confirm"
      readonly done: number
      readonly total: number
    }
  | { readonly tell: "waiting"; readonly trouble: Trouble }
  | { readonly tell: "stuck"; readonly trouble: Trouble }
  /** The server has it; `by` is the day it promised, null where it could not yet. */
  | {
      readonly tell: "done"
      readonly say: Saying["say"]
      readonly by: string | null
    }
  /** Of what she said: it was not sent, and can be said again. */
  | { readonly tell: "unsaid"; readonly code: string; readonly view: View | null }
  | { readonly tell: "stopped"; readonly code: string }
