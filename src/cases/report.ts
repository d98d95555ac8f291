// What became of an import (PROTOCOL section 11), for a person to read: counts, and every item that was left out with its code.
// Nothing here tells what anybody wrote.

/** Something of a bundle that was left out, and why. */
export interface LeftOut {
  readonly subject: string | null
  readonly root: string | null
  /** A refusal's code; and `withheld`: a statement that was pending before and is nowhere now; `missing`: the log says it is
   *  there and the bundle has not; `elsewhere`: another console imported it, and the server dropped it since; `unclaimed`:
   *  a file that belongs to nobody. */
  readonly code: string
}

/** What an import did. */
export interface ImportReport {
  /** `again`: this bundle, or one that tells no more, was imported before. */
  readonly kind: "first" | "next" | "again"
  readonly size: number
  readonly day: string | null
  /** New cases, and new containers of cases that were there. */
  readonly cases: number
  readonly added: number
  /** Cases with new decisions. */
  readonly changed: number
  /** Cases locked by this import, among them those erased by it. */
  readonly withdrawn: number
  readonly erased: number
  readonly expired: number
  /** Withdrawn, and kept because a hold stands that is older than the withdrawal. */
  readonly held: number
  readonly reinstated: number
  /** Statements of this console that the log or the server now has. */
  readonly acknowledged: number
  readonly leftOut: readonly LeftOut[]
  /** `store-older`: this console's own statements in the log go beyond the store; `log-withheld`: something that was pending is
   *  nowhere now; `charter-expired`: its term is over, so pages seal no more. */
  readonly warnings: readonly ("store-older" | "charter-expired" | "log-withheld")[]
}
