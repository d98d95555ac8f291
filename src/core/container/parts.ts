// Content addresses (PROTOCOL section 4): treeRoot, the RFC 6962 tree hash over the 1 MiB parts of a stream, so that a
// part can be checked alone, an upload resumed, an auditor can sample.
import { hex } from "../bytes.ts"
import type { Bytes } from "../chunks.ts"
import type { NewSha256, Sha256 } from "../sha256.ts"
import { LEAF_PREFIX, treeRoot } from "../tlog/merkle.ts"
import { sha256Platform } from "../webcrypto.ts"

/** Bytes of a part; the last one may be shorter. A stream of no bytes has no part. */
export const PART = 1024 * 1024

/** A stream's address: its root (hex), its size in bytes, and the leaf hash of each part. */
export interface ContentAddress {
  readonly root: string
  readonly size: number
  readonly parts: readonly Uint8Array[]
}

const AHEAD = 3 // parts being hashed at once
const FIRST = 128 * 1024 // of a part's buffer: the smallest containers fit

/**
 * Hashes a stream part by part as it goes past: on the platform's other cores, or with `newSha256` here, without a copy. Owns the part
 * being filled; `finish` ends it.
 */
export class PartsHash {
  readonly #newSha256: NewSha256 | undefined
  readonly #leaves: (Promise<Uint8Array> | Uint8Array)[] = []
  #hash: Sha256 | undefined
  #part: Uint8Array | undefined
  #held = 0
  #size = 0

  constructor(newSha256?: NewSha256) {
    this.#newSha256 = newSha256
  }

  /** Takes the next chunk; waits when hashing falls behind. The chunk may be reused afterwards. */
  async push(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      const take = Math.min(PART - this.#held, chunk.length - at)
      const piece = chunk.subarray(at, at + take)
      if (this.#newSha256 === undefined) this.#roomFor(this.#held + take).set(piece, 1 + this.#held)
      else this.#hashFor(this.#newSha256).update(piece)
      this.#held += take
      at += take
      if (this.#held === PART) {
        this.#closePart()
        await this.#leaves[this.#leaves.length - AHEAD]
      }
    }
    this.#size += chunk.length
  }

  async finish(): Promise<ContentAddress> {
    if (this.#held > 0) this.#closePart()
    const parts = await Promise.all(this.#leaves)
    return { root: hex(treeRoot(parts)), size: this.#size, parts }
  }

  // A buffer for `size` bytes of the part, and what it holds so far. It grows to a part and stays: a mebibyte for each of the
  // smallest containers would cost more, in zeros and in collecting them, than all that is done with them.
  #roomFor(size: number): Uint8Array {
    const before = this.#part
    if (before !== undefined && before.length > size) return before
    const part = new Uint8Array(1 + Math.min(PART, Math.max(FIRST, 2 * size)))
    part[0] = LEAF_PREFIX // in front, so that the platform can hash it in one call
    if (before !== undefined) part.set(before.subarray(1, 1 + this.#held), 1)
    this.#part = part
    return part
  }

  #hashFor(newSha256: NewSha256): Sha256 {
    if (this.#hash === undefined) {
      this.#hash = newSha256()
      this.#hash.update(Uint8Array.of(LEAF_PREFIX))
    }
    return this.#hash
  }

  #closePart(): void {
    if (this.#hash !== undefined) this.#leaves.push(this.#hash.digest())
    // WebCrypto takes its own copy before it returns, so one buffer serves for all parts.
    else this.#leaves.push(sha256Platform((this.#part as Uint8Array).subarray(0, 1 + this.#held)))
    this.#hash = undefined
    this.#held = 0
  }
}

/** The address of a whole stream. */
export async function addressOf(source: Bytes): Promise<ContentAddress> {
  const parts = new PartsHash()
  for await (const chunk of source) await parts.push(chunk)
  return parts.finish()
}
