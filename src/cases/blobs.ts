// Where a case store lies (PROTOCOL section 10): named blobs that are written once, and one head that names those which count.
// A folder, or one file, stands behind it. Nothing that is handed to it is plaintext, and no name says anything.
import type { Bytes } from "../core/chunks.ts"

/** A place for one store, which this process alone has. */
export interface Blobs {
  /** The head as it was last committed; null where there never was one. */
  head(): Promise<Uint8Array | null>
  /** @throws {CasesError} `store-malformed` if it is not there */
  read(name: string): Bytes
  /** Writes a new blob. It counts once a head names it, and may be gone after a crash before. */
  write(name: string, bytes: Bytes): Promise<void>
  /** All blobs that were written, and then the head, last and in one step. After it, `gone` are taken away for good. */
  commit(head: Uint8Array, gone: readonly string[]): Promise<void>
  /** Takes away whatever is neither the head nor in `kept`: what a crash left. */
  sweep(kept: ReadonlySet<string>): Promise<void>
  /** Lets others have it. */
  close(): Promise<void>
}

/** A name for a blob: 128 random bits. */
export const BLOB_NAME: RegExp = /^[0-9a-f]{32}$/
