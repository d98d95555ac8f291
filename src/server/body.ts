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
  const reader = request.body?.getReader()
  const begun = now()
  let size = 0
  let failed = false
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    try {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
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
