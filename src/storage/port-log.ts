// The log in the words of the storage port: what may become a leaf, batches, the head, what is to be erased, why nothing is
// signed. A part of port.ts, which hands these out again.

/** A statement that is not yet in the log. */
export interface PendingStatement {
  readonly leaf: string
  readonly note: Uint8Array
  readonly promise: Uint8Array | null
}

/** What may become a leaf. */
export type EntryKind = "charter" | "consent" | "tick" | "erasure" | "custody" | "release"

/** A statement of the organisation, verified, on its way into the log. `console` chains a console's own (PROTOCOL 6). */
export interface NewEntry {
  readonly leaf: string
  readonly kind: Exclude<EntryKind, "consent" | "tick">
  readonly note: Uint8Array
  readonly day: string
  readonly promise: Uint8Array | null
  readonly subject: string | null
  readonly console: { readonly key: string; readonly seq: number; readonly prev: string | null } | null
  /** Of `custody`: what it says was done, and the consent statement it relies on. */
  readonly custody: { readonly action: "imported" | "used" | "erased"; readonly consent: string } | null
}

/** A statement of a subject, or about her, in her order; `position` is its index in the log. */
export interface SubjectStatement extends PendingStatement {
  readonly kind: EntryKind
  readonly position: number | null
}

/**
 * A pending statement as the sequencer orders it: those with one `subject` keep the order of `turn`, those of one
 * `console` the order of `seq`. Nothing else about their arrival is known.
 */
export interface Waiting {
  readonly leaf: string
  readonly kind: EntryKind
  readonly subject: { readonly key: string; readonly turn: number } | null
  readonly console: { readonly key: string; readonly seq: number } | null
}

/** The log: what is decided, and what is served. */
export interface LogHead {
  /** Leaves whose place is decided for good. At least `size`. */
  readonly placed: number
  /** Day of the last placed tick; of a log of one leaf, the day it began. */
  readonly day: string
  /** Leaves under `checkpoint`. */
  readonly size: number
  /** The exact note that is served. */
  readonly checkpoint: Uint8Array
}

/** One batch, its order drawn. `made` are ticks, which stand nowhere before. Positions run from `from` without a gap. */
export interface Batch {
  readonly from: number
  readonly day: string
  readonly places: readonly { readonly leaf: string; readonly position: number }[]
  readonly made: readonly { readonly leaf: string; readonly note: Uint8Array; readonly position: number }[]
}

/** What is to be erased of one subject, and why (PROTOCOL section 8, "Erasure"). */
export interface Due {
  readonly subject: string
  readonly reason: "withdrawn" | "expired" | "imported"
  /** Leaf hash of the consent statement that it follows from; of `imported`, of the one that named the container. */
  readonly consent: string
  /** Roots of containers and hashes of records that go, sorted. Records that a `used` statement relies on stay. */
  readonly content: readonly string[]
  readonly records: readonly string[]
}

/** Why the server no longer signs: a larger or other log was shown to it, or its folder came from a backup. */
export interface Stopped {
  readonly reason: "rollback" | "fork" | "restored"
  /** The checkpoint that showed it, if one did. */
  readonly checkpoint: Uint8Array | null
}
