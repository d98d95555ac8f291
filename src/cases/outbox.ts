// What waits to be dispatched (PROTOCOL section 11): statements in their console's chain with the records that they need, and
// replies. An item goes when a bundle shows that the server has it.
import type { BlobRef } from "./card.ts"

/** A file of a dispatch bundle, sealed in the store. */
export interface OutFile {
  readonly path: string
  readonly ref: BlobRef
}

/** A statement. Its own note stands in `note`, base64; `files` are the records it needs. */
export interface OutItem {
  readonly console: string
  readonly seq: number
  readonly leaf: string
  readonly note: string
  readonly files: readonly OutFile[]
  /** Where the log has it, once it has; null while it only waits there. */
  readonly index: number | null
}

/** A reply; `after` is the leaf of the `replied` statement, with which it goes. */
export interface OutReply {
  readonly after: string
  readonly files: readonly OutFile[]
}

export interface Outbox {
  readonly items: readonly OutItem[]
  readonly replies: readonly OutReply[]
}
