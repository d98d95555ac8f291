// What `cairn import` and the threads beside it say to each other: plain data.
import type { HeldRecord } from "../cases/card.ts"
import type { Job, Taken } from "../cases/hands.ts"
import type { ConsentBody } from "../core/consent/statement.ts"

/** What a thread is given. */
export interface Beside {
  readonly bundle: string
  readonly store: string
  readonly identities: readonly string[]
}

export type Ask =
  | { readonly what: "record"; readonly named: ConsentBody; readonly leaf: string }
  | { readonly what: "container"; readonly job: Job; readonly record: HeldRecord | null }

export interface Asked {
  readonly id: number
  readonly ask: Ask
}

export interface Answer {
  readonly id: number
  readonly value?: HeldRecord | Taken
  readonly refused?: { readonly code: string; readonly message: string }
  readonly failed?: { readonly code: string; readonly path: string; readonly message: string }
}
