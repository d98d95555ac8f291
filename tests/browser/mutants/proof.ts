// What a proof is: a look at the page that finds nothing where a requirement (survivor-standards section 7) is kept, and pages on
// which it must find something, each the real page with one thing broken.
import type { BrowserContext, Page } from "@playwright/test"
import type { Lies, StandIn } from "../stand-in.ts"

/** One change in the sources: `find` stands there exactly once; in `put`, MUTANT is true on this mutant's page alone. */
export interface Patch {
  /** Below the project's root. */
  readonly file: string
  readonly find: string
  readonly put: string
}

/** The page with one thing broken, in one of these ways. */
export interface Mutant {
  readonly requirement: number
  readonly what: string
  readonly patch?: Patch
  /** Runs in the page, with the tools of spoil.ts, where the proof says so. */
  readonly spoil?: () => unknown
  readonly lies?: Lies
}

/** A page to look at: true, or a mutant. */
export interface Scene {
  readonly page: Page
  readonly context: BrowserContext
  /** Serves the pages, opens the form, and waits until it knows whose it is. */
  open(lies?: Lies): Promise<StandIn>
  /** Breaks what this mutant breaks in a page that stands. */
  spoil(): Promise<void>
}

export interface Proof {
  /** Those it looks for, by number. */
  readonly requirements: readonly number[]
  readonly what: string
  readonly language?: "en" | "ar"
  readonly withoutJs?: boolean
  /** @returns what is wrong, each begun by the requirement's number: `2: the text still stands` */
  readonly look: (scene: Scene) => Promise<string[]>
  readonly mutants: readonly Mutant[]
}

/** What a mutant is called, in patches and in the test's output. */
export const nameOf = ({ requirement, what }: Mutant): string => `${requirement}: ${what}`

/** A mutant by a patch. */
export function patched(requirement: number, what: string, file: string, find: string, put: string): Mutant {
  return { requirement, what, patch: { file, find, put } }
}

/** A mutant that is broken where it stands. */
export function spoiled(requirement: number, what: string, spoil: () => unknown): Mutant {
  return { requirement, what, spoil }
}
