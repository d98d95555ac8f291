// The sequencer (PROTOCOL section 8): the one room that signs for the log. It promises, ticks, erases what is due, gives
// pending statements their places, and moves the head. Knows the storage port; clock, randomness, keys and lines are given.
import type { Signer } from "../core/note/vkey.ts"
import type { LogHead, Stopped, Store } from "../storage/port.ts"

/** What an integration did. */
export interface Integrated {
  /** Leaves before and after. */
  readonly from: number
  readonly size: number
  /** Statements among the new leaves, ticks left out, and subjects of whom something was erased. */
  readonly statements: number
  readonly erased: number
}

/** Keeps the last published checkpoint outside the data folder (`CAIRN_HEAD`). */
export interface HeadKeeper {
  read(): Promise<Uint8Array | undefined>
  write(checkpoint: Uint8Array): Promise<void>
}

/** A line to a witness: posts a text, answers with status and text. */
export type WitnessLine = (url: string, body: Uint8Array) => Promise<{ status: number; body: Uint8Array }>

export interface SequencerSetting {
  readonly store: Store
  readonly origin: string
  readonly fingerprint: string
  /** The log's key by its vkey; undefined if this server does not hold it. */
  readonly signer: (vkey: string) => Signer | undefined
  /** Seconds since 1970. */
  readonly now: () => number
  readonly random: (length: number) => Uint8Array
  readonly witness: WitnessLine
  readonly outside: HeadKeeper | undefined
}

export interface Sequencer {
  /** The day that counts now: today, or the last tick's if the clock is behind it. */
  day(): Promise<string>
  /** Signs the promise for a leaf accepted today; null while it may not sign. */
  promise(leaf: string): Promise<Uint8Array | null>
  /** Runs what is due as one batch, or finishes what a crash left. One at a time; callers wait in line. */
  integrate(): Promise<Integrated>
  /** A checkpoint that somebody has seen: one that is larger or does not fit ours stops the signing for good. */
  seen(checkpoint: Uint8Array): Promise<void>
  head(): Promise<LogHead>
  stopped(): Promise<Stopped | undefined>
}
