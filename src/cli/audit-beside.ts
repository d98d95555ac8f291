// What `cairn audit` and the threads beside it say to each other: plain data.
import type { Finding } from "../auditor/findings.ts"
import type { JudgedUses } from "../auditor/uses.ts"

/** What a thread is given. */
export interface Beside {
  readonly identities: readonly string[]
  readonly kind: "server" | "bundle"
  readonly from: number
  readonly charters: readonly {
    readonly note: Uint8Array
    readonly index: number
    readonly day: string | null
  }[]
  readonly days: readonly { readonly index: number; readonly day: string }[]
}

/** To a thread: somebody to judge, or the answer to its question. */
export type Told =
  | { readonly what: "person"; readonly id: number; readonly person: Uint8Array }
  | { readonly what: "record"; readonly id: number; readonly bytes: Uint8Array | undefined }
  | { readonly what: "no-record"; readonly id: number; readonly trouble: number }

/** From a thread: a record that it needs, or what came of somebody. `trouble` is what could not be read, by its number. */
export type Said =
  | { readonly what: "record"; readonly id: number; readonly sha256: string }
  | {
      readonly what: "judged"
      readonly id: number
      readonly found: readonly Finding[]
      readonly judged: JudgedUses
    }
  | {
      readonly what: "stopped"
      readonly id: number
      readonly found: readonly Finding[]
      readonly trouble: number
    }
