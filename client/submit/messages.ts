// What the page and its sealing worker say to each other. Keys, the receipt's secret and sealed bytes stay in the worker:
// only what a screen shows crosses over, so that ending the worker ends all of it.
import type { Purpose } from "../../src/core/consent/record.ts"
import type { Testimony } from "../../src/core/intake/testimony.ts"
import type { Organisation, Site, Trouble } from "../survivor/organisation.ts"
import type { Added } from "../ui/files.tsx"
import type { Drafted } from "./drafted.ts"

/** One question about a use, as it was put to her. */
export interface Decided {
  readonly purpose: Purpose
  readonly recipientId?: string
  /** As the screen names the answer; undefined where she gave none. */
  readonly answer: string | undefined
  /** The consent text as the screen showed it; undefined where it was not shown. */
  readonly text: string | undefined
}

/** Who it is about, who writes, and what was agreed: all of it may be missing. */
export interface Agreed {
  readonly who?: string | undefined
  readonly over18?: string | undefined
  readonly capacity?: string | undefined
  readonly aware?: string | undefined
  readonly authority?: string | undefined
  readonly subjectAge?: string | undefined
  readonly assent?: string | undefined
  readonly helper?: string | undefined
  readonly helperMode?: string | undefined
  /** A number of years. */
  readonly years?: string | undefined
  readonly conditions: readonly string[]
  readonly ending?: string | undefined
  readonly decided: readonly Decided[]
}

/** What she sends. */
export interface Order {
  readonly language: string
  /** Her answers; files and recordings are named where they are sealed. */
  readonly answers: Testimony["answers"]
  readonly files: readonly Added[]
  readonly recordings: readonly File[]
  readonly agreed: Agreed
  /** The set of consent texts that was shown: its version, and the hash of the whole. */
  readonly notices: { readonly version: string; readonly sha256: string }
}

export type Asked =
  | { readonly ask: "begin"; readonly site: Site }
  | { readonly ask: "send"; readonly order: Order }
  | { readonly ask: "again" }
  /** To let it wait on the server; `over` also in place of a newer one of another window. */
  | { readonly ask: "keep"; readonly drafted: Drafted; readonly over: boolean }
  /** To go on with what waits under the receipt that `text` is. */
  | { readonly ask: "open"; readonly text: string }
  /** To take away what waits. */
  | { readonly ask: "drop" }
  /** Whether hidden details can be taken out of a file; `key` names it in the answer. */
  | { readonly ask: "look"; readonly file: File; readonly key: string }
  /** To end whatever is under way. */
  | { readonly ask: "quit" }

export type Told =
  | { readonly tell: "organisation"; readonly organisation: Organisation }
  /** `confirm`: everything is on its way, only the answer is missing. */
  | {
      readonly tell: "progress"
      readonly step: "send" | "confirm"
      readonly done: number
      readonly total: number
    }
  /** It goes on by itself in a moment. */
  | { readonly tell: "waiting"; readonly trouble: Trouble }
  /** It goes on after `again`. */
  | { readonly tell: "stuck"; readonly trouble: Trouble }
  /** `before`: she had this receipt already, from a pause. */
  | {
      readonly tell: "sent"
      readonly words: readonly string[]
      readonly digits: string
      readonly before: boolean
    }
  /** It waits until the end of that day, `YYYY-MM-DD`. */
  | {
      readonly tell: "kept"
      readonly words: readonly string[]
      readonly digits: string
      readonly until: string
    }
  | { readonly tell: "opened"; readonly drafted: Drafted }
  | { readonly tell: "dropped" }
  /** `code` is empty where they can be taken out; `size` is what is left then. */
  | { readonly tell: "looked"; readonly key: string; readonly code: string; readonly size: number }
  /** It could not be kept, opened or taken away. `position` is of a word or a group of digits. */
  | { readonly tell: "refused"; readonly code: string; readonly position?: number }
  /** It can only begin anew. `code` is a CodedError's, or `fault`. */
  | { readonly tell: "stopped"; readonly code: string }
