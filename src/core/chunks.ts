// Streams of bytes, as everything in Cairn takes and gives them: an async iterable of chunks that nobody changes
// after they were handed over. Re-cutting them, and reading exactly so many.
import { CodedError } from "./errors.ts"

export class ReadError extends CodedError<"truncated" | "trailing-data" | "too-large"> {}

/** A stream of bytes. A chunk, once yielded, is never changed by its producer. */
export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** Re-cuts `source` into chunks of exactly `size` bytes and one last, shorter and perhaps empty, chunk. */
export async function* rechunk(source: Bytes, size: number): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = NOTHING
  let held = 0
  for await (const chunk of source) {
    let at = 0
    while (at < chunk.length) {
      if (held === 0 && chunk.length - at >= size) {
        yield chunk.subarray(at, at + size) // whole chunks pass without a copy
        at += size
        continue
      }
      const take = Math.min(size - held, chunk.length - at)
      if (rest.length < held + take) rest = withRoom(rest, held, held + take, size)
      rest.set(chunk.subarray(at, at + take), held)
      held += take
      at += take
      if (held === size) {
        yield rest
        rest = NOTHING
        held = 0
      }
    }
  }
  yield rest.subarray(0, held)
}

const NOTHING = new Uint8Array(0)

// Grown as it fills: most of what is sealed is far smaller than a chunk, and zeros for a whole one each time cost more than sealing it.
function withRoom(rest: Uint8Array, held: number, needed: number, size: number): Uint8Array {
  const more = new Uint8Array(Math.min(size, Math.max(needed, 2 * rest.length)))
  more.set(rest.subarray(0, held))
  return more
}

/** Reads a stream in pieces of the reader's choosing. Owns its position; close it when leaving early. */
export class Reader {
  readonly #source: AsyncIterator<Uint8Array>
  #chunk: Uint8Array = new Uint8Array(0)

  constructor(source: Bytes) {
    this.#source = iterate(source)
  }

  /** Up to `n` bytes without moving on; fewer only at the end. */
  async peek(n: number): Promise<Uint8Array> {
    if (this.#chunk.length < n) {
      // Joined once: joined chunk by chunk, four megabytes that come a byte at a time would be copied terabytes over.
      const parts = [this.#chunk]
      for (let held = this.#chunk.length; held < n; ) {
        const next = await this.#source.next()
        if (next.done) break
        parts.push(next.value)
        held += next.value.length
      }
      this.#chunk = join(parts)
    }
    return this.#chunk.subarray(0, n)
  }

  /**
   * Exactly `n` bytes.
   * @throws {ReadError} `truncated`
   */
  async take(n: number): Promise<Uint8Array> {
    const bytes = await this.peek(n)
    if (bytes.length < n) throw new ReadError("truncated", "ends too early")
    this.#chunk = this.#chunk.subarray(n)
    return bytes
  }

  /**
   * The next `n` bytes as a stream; read it to its end before anything else is read.
   * @throws {ReadError} `truncated`
   */
  async *stream(n: number): AsyncGenerator<Uint8Array> {
    let left = n
    while (left > 0) {
      if (this.#chunk.length === 0) await this.peek(1)
      const part = this.#chunk.subarray(0, left)
      if (part.length === 0) throw new ReadError("truncated", "ends too early")
      this.#chunk = this.#chunk.subarray(part.length)
      left -= part.length
      yield part
    }
  }

  /** All that is left, as a stream. */
  async *rest(): AsyncGenerator<Uint8Array> {
    while ((await this.peek(1)).length > 0) {
      const part = this.#chunk
      this.#chunk = part.subarray(part.length)
      yield part
    }
  }

  /**
   * @throws {ReadError} `trailing-data` unless the stream ends here
   */
  async end(): Promise<void> {
    if ((await this.peek(1)).length > 0) throw new ReadError("trailing-data", "goes on after its end")
  }

  /** Lets the source go, whether or not it was read to its end. */
  async close(): Promise<void> {
    await this.#source.return?.()
  }
}

/**
 * The whole stream in memory.
 * @throws {ReadError} `too-large` once it is longer than `max` bytes
 */
export async function collect(source: Bytes, max: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of source) {
    size += chunk.length
    if (size > max) throw new ReadError("too-large", "longer than it may be")
    parts.push(chunk)
  }
  return join(parts)
}

async function* iterate(source: Bytes): AsyncGenerator<Uint8Array> {
  yield* source
}

// One array of all parts; a single one passes without a copy. A loop, because so many arguments no call may have.
function join(parts: readonly Uint8Array[]): Uint8Array {
  const filled = parts.filter((part) => part.length > 0)
  const [only] = filled
  if (only !== undefined && filled.length === 1) return only
  const all = new Uint8Array(filled.reduce((n, part) => n + part.length, 0))
  let at = 0
  for (const part of filled) {
    all.set(part, at)
    at += part.length
  }
  return all
}
