// The zip that a bundle travels in (PROTOCOL section 11): ZIP64, stored, every entry dated 1980-01-01 and without owner
// or rights, so that it tells of nothing but its entries. Written as a stream, in the order of the calls.
import { configure, ZipWriter } from "@zip.js/zip.js/lib/zip-core-custom.js"
import { type BundleIndex, encodeBundleIndex, INDEX, MOST_ENTRIES } from "../core/bundle.ts"
import { hex } from "../core/bytes.ts"
import type { Bytes } from "../core/chunks.ts"
import { CodedError } from "../core/errors.ts"
import { type NewSha256, nobleSha256 } from "../core/sha256.ts"

/** No reader takes a bundle with more in it. */
export class BundleFull extends CodedError<"bundle-full"> {}

/** Takes the bundle's bytes, in order; waiting is how it says that it is full. */
export type Sink = (chunk: Uint8Array) => Promise<void> | void

const FIRST_OF_1980 = 0x00210000 // MS-DOS date in the upper half: year 0, month 1, day 1; time 00:00:00
const STORED = {
  level: 0,
  zip64: true,
  useWebWorkers: false,
  rawLastModDate: FIRST_OF_1980,
  extendedTimestamp: false,
  msDosCompatible: true, // else the writer adds Unix rights
} as const

/** Writes a bundle's entries and, last, the index that holds their hashes. Owns the zip being written. */
export class BundleWriter {
  readonly #zip: ZipWriter<unknown>
  readonly #files: BundleIndex["files"] = {}
  readonly #newSha256: NewSha256
  readonly #most: number
  #count = 0

  /** @param most entries, bundle.json among them: what readers take */
  constructor(sink: Sink, newSha256: NewSha256 = nobleSha256, most = MOST_ENTRIES) {
    this.#most = most
    configure({ useWebWorkers: false, useCompressionStream: false })
    this.#newSha256 = newSha256
    this.#zip = new ZipWriter(new WritableStream<Uint8Array>({ write: (chunk) => sink(chunk) }), STORED)
  }

  /** Whether there is an entry of this name already. */
  has(path: string): boolean {
    return Object.hasOwn(this.#files, path)
  }

  /** @throws {BundleFull} unless one more entry has room; the bundle stays what it was */
  requireRoom(): void {
    if (this.#count + 1 >= this.#most)
      throw new BundleFull("bundle-full", `more than the ${this.#most} files that a bundle may have`)
  }

  /**
   * Writes one entry. If `bytes` throws, so does this, and the bundle is of no use any more.
   * @throws {BundleFull} before anything of it is written
   */
  async add(path: string, bytes: Bytes): Promise<void> {
    this.requireRoom()
    this.#count++
    const hash = this.#newSha256()
    let size = 0
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of bytes) {
        hash.update(chunk)
        size += chunk.length
        yield chunk
      }
    }
    await this.#zip.add(path, readable(counted()), STORED)
    this.#files[path] = { sha256: hex(hash.digest()), size }
  }

  /** Writes the index and ends the zip. */
  async end(index: Omit<BundleIndex, "files">): Promise<void> {
    const bytes = encodeBundleIndex({ ...index, files: this.#files })
    await this.#zip.add(INDEX, readable([bytes]), STORED)
    await this.#zip.close(undefined, { zip64: true })
  }
}

// One chunk at a time, and only when it is asked for: what is not written yet is not read yet.
function readable(bytes: Bytes): ReadableStream<Uint8Array> {
  const iterator = Symbol.asyncIterator in bytes ? bytes[Symbol.asyncIterator]() : bytes[Symbol.iterator]()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await iterator.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
