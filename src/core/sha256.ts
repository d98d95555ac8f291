// SHA-256 bit by bit, for streams: noble's here; a room with a faster one passes its own.
import { sha256 } from "@noble/hashes/sha2.js"

/** An incremental SHA-256. */
export interface Sha256 {
  update(chunk: Uint8Array): unknown
  /** 32 bytes; call once, at the end. */
  digest(): Uint8Array
}

/** Makes a {@link Sha256}. */
export type NewSha256 = () => Sha256

/** noble's. */
export const nobleSha256: NewSha256 = () => sha256.create()
