// What the page and its sealing worker say to each other. Keys, the receipt's secret and sealed bytes stay in the worker:
// only what a screen shows crosses over, so that ending the worker ends all of it.
import type { CharterPin } from "../../src/core/charter/chain.ts"

/** What /site.js says (docs: interfaces, "Files"): taken on trust, with the page itself. */
export interface Site {
  readonly origin: string
  readonly fingerprint: string
  readonly charter: CharterPin
}

/** What the screens need of a verified charter and its policy. */
export interface Organisation {
  readonly name: string
  readonly kind: "demonstration" | "production"
  /** Whether new accounts are taken at all. */
  readonly open: boolean
  readonly exits: Readonly<Record<string, string>>
  readonly years: { readonly unset: number; readonly choices: readonly number[] }
}

/** What she sends. */
export interface Order {
  /** Her words; empty if she wrote none. */
  readonly text: string
  readonly files: readonly File[]
  /** How long it may be kept; null if she did not choose. */
  readonly years: number | null
  /** The consent text as the screen showed it, and its language. */
  readonly notice: { readonly text: string; readonly language: string }
}

export type Asked =
  | { readonly ask: "begin"; readonly site: Site }
  | { readonly ask: "send"; readonly order: Order }
  | { readonly ask: "again" }

/** What keeps it from going on: the line, a server that asks for time, or an answer that the log did not sign. */
export type Trouble = "line" | "busy" | "promise"

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
  | { readonly tell: "sent"; readonly words: readonly string[]; readonly digits: string }
  /** It can only begin anew. `code` is a CodedError's, or `fault`. */
  | { readonly tell: "stopped"; readonly code: string }
