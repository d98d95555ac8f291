// A request's body as a stream of bytes that is never longer, and never slower, than it may be.
import { type Bytes, ReadError } from "../core/chunks.ts"
import { Refusal } from "./problem.ts"

/** A body being read. */
export interface RequestBody {
  readonly bytes: Bytes
  /**
   * Reads on to its end, or to where it is too long, and forgets it: who is still sending when the answer comes
   * would otherwise never see the answer.
   */
  drain(): Promise<void>
}

const given = new WeakMap<Request, AsyncIterator<Uint8Array>>()

/**
 * A request's body as the platform has it, where it has it: read instead of the request's own, because the web stream that
 * a platform would build around it is half of what taking a small account in costs.
 * @param body never told to return, so that who stops reading does not cut the line
 */
export function giveBody(request: Request, body: AsyncIterator<Uint8Array>): void {
  given.set(request, body)
}

function bodyOf(request: Request): () => Promise<IteratorResult<Uint8Array, undefined>> {
  const iterator = given.get(request)
  if (iterator !== undefined) return () => iterator.next()
  const reader = request.body?.getReader()
  return async () => {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    return done || value === undefined ? { done: true, value: undefined } : { done: false, value }
  }
}

const PATIENCE_SECONDS = 60
const SLOWEST_BYTES_A_SECOND = 256 // a twentieth of the slowest line that Cairn is built for

/**
 * @param max bytes
 * @param now seconds
 * @throws {Refusal} `too-large` if it says so itself; reading throws it later, and `busy` when it comes too slowly
 */
export function requestBody(request: Request, max: number, now: () => number): RequestBody {
  const said = Number(request.headers.get("content-length") ?? 0)
  if (!(said <= max)) throw new Refusal("too-large", "says that it is longer than it may be")
  const read = bodyOf(request)
  const begun = now()
  let size = 0
  let failed = false
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    try {
      const { done, value } = await read()
      if (done) return { done: true, value: undefined }
      size += value.length
      const seconds = now() - begun
      if (size > max) throw new Refusal("too-large", "longer than it may be")
      if (seconds > PATIENCE_SECONDS && size < seconds * SLOWEST_BYTES_A_SECOND)
        throw new Refusal("busy", "comes too slowly")
      return { done: false, value }
    } catch (error) {
      failed = true
      if (error instanceof Refusal) throw error
      throw new ReadError("truncated", "the line was cut", { cause: (error as Error).name })
    }
  }
  // No `return`: who stops reading must not cut the line before the answer.
  const iterator: AsyncIterator<Uint8Array> = { next }
  return {
    bytes: { [Symbol.asyncIterator]: () => iterator },
    async drain() {
      while (!failed) {
        const { done } = await next().catch(() => ({ done: true }))
        if (done) return
      }
    },
  }
}
