// What the store remembers of the log between imports, beside the statements themselves: the checkpoint it saw, the charters and
// policy, what was pending, and where this console's own chain stands (PROTOCOL sections 6 and 11).

/** A pending statement that was seen, base64. */
export interface KeptPending {
  readonly leaf: string
  readonly note: string
  readonly promise: string | null
}

/** A console's own chain: the last statement it signed. */
export interface ChainHead {
  readonly seq: number
  readonly leaf: string
}

export interface LogState {
  /** The last checkpoint's note, base64; its size, and the day of its last tick. */
  readonly checkpoint: string
  readonly size: number
  readonly root: string
  readonly day: string | null
  /** All charters as notes, oldest first, and the policy, base64. */
  readonly charters: readonly string[]
  readonly policy: string
  readonly pending: readonly KeptPending[]
  /** By console key, hex: each console that uses this store has its own chain. */
  readonly chains: Readonly<Record<string, ChainHead>>
  /** Containers that the log says were there and no bundle had: asked about until they come, or are gone. */
  readonly missing: readonly string[]
  /** Containers that another console imported, and that are nowhere now. */
  readonly elsewhere: readonly string[]
  /** Console keys whose own statements in the log go beyond this store. */
  readonly stopped: readonly string[]
  /** Erasings that no console could state yet: the next that signs states them. */
  readonly owed: readonly { readonly subject: string; readonly consent: string }[]
  /** Where the log has the chain of each of those. */
  readonly resume: Readonly<Record<string, ChainHead>>
}
