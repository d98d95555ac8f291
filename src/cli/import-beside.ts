// What `cairn import` and the threads beside it say to each other: plain data.
import type { Placed } from "../bundle/entry.ts"
import type { HeldRecord } from "../cases/card.ts"
import type { Job, RecordBeside, Taken } from "../cases/hands.ts"
import type { ConsentBody } from "../core/consent/statement.ts"

/** What a thread is given. */
export interface Beside {
  readonly bundle: string
  readonly store: string
  readonly identities: readonly string[]
}

/** A file of the bundle: where its bytes lie, and what the index says of them. A thread reads no directory and no index. */
export interface Lying {
  readonly path: string
  readonly place: Placed
  readonly said: { readonly sha256: string; readonly size: number }
}

export type Ask =
  | { readonly what: "record"; readonly file: Lying; readonly named: ConsentBody; readonly leaf: string }
  | {
      readonly what: "container"
      readonly file: Lying
      readonly job: Job
      readonly record: RecordBeside | null
    }

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
